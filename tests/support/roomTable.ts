import { type NewGathering, openGathering } from '../../shared/lobby/gathering.ts';
import { openRoom } from '../../shared/lobby/openRoom.ts';
import type { Command, Effect, GoneWhy, Room } from '../../shared/lobby/room.ts';
import { createRoomRules, ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';

export const rules = createRoomRules(ROOM_TIMING);
export const START = 1_000_000;
export const person = (id: string) => ({ id, name: id[0]!.toUpperCase() + id.slice(1) });
/** Everyone comes from a place of their own, unless a test says otherwise. */
export const placeOf = (id: string) => `home of ${id}`;
export const joining = (id: string, as: 'player' | 'spectator' = 'player', place = placeOf(id)) =>
  ({ kind: 'join', player: person(id), place, as }) as const;

export const holding = (ids: readonly string[], until = START + COME_WITHIN_MS) =>
  ({ kind: 'hold', players: ids.map(person), until }) as const;

export const gone = (id: string, why: GoneWhy): Effect => ({ kind: 'gone', playerId: id, name: person(id).name, why });
export const came = (id: string): Effect => ({ kind: 'joined', playerId: id, name: person(id).name });
export const hosting = (id: string): Effect => ({ kind: 'host', playerId: id, name: person(id).name });

/** A room of ann's, and a clock: `say` is a command that has to be granted, `refused` one that has to be refused. */
export class RoomTable {
  room: Room;
  now = START;
  effects: readonly Effect[] = [];

  constructor(more: Partial<Parameters<typeof openRoom>[0]> = {}) {
    const facts = { code: 'CDFGHJ', game: 'g', name: 'R', visibility: 'public', settings: { a: 1 } } as const;
    const shape = { minPlayers: 2, seatLimit: 6, maxPlayers: 4, bots: 0, teams: 0, hostIsConnected: true };
    this.room = openRoom(
      { ...facts, ...shape, host: person('ann'), place: placeOf('ann'), ...more },
      START,
      ROOM_TIMING.graceInLobby,
    );
  }

  /** Instead a room in which a group of these gathers, for 10 s, in teams by turns where there are any. */
  static gathering(ids: readonly string[], more: Partial<NewGathering> = {}): RoomTable {
    const table = new RoomTable();
    const facts = { code: 'CDFGHJ', game: 'g', name: 'R', settings: { a: 1 } } as const;
    const shape = { minPlayers: 2, seatLimit: 6, maxPlayers: 4, bots: [], teams: 0 };
    const seats = ids.map((id, n) => ({ ...person(id), team: n % Math.max(1, more.teams ?? 0) }));
    const match = { matchId: 'm1', until: START + COME_WITHIN_MS };
    table.room = openGathering({ ...facts, ...shape, ...match, seats, ...more }, START);
    return table;
  }

  say(command: Command): this {
    const step = rules.apply(this.room, command, this.now);
    if (!step.ok) throw new Error(`${command.kind}: ${step.error.code} ${step.error.message}`);
    this.room = step.value.room;
    this.effects = step.value.effects;
    return this;
  }

  /** Code and message of the refusal, or 'granted'. */
  refused(command: Command): string {
    const step = rules.apply(this.room, command, this.now);
    return step.ok ? 'granted' : `${step.error.code}: ${step.error.message}`;
  }

  join(...ids: string[]): this {
    for (const id of ids) this.say(joining(id));
    return this;
  }

  watch(...ids: string[]): this {
    for (const id of ids) this.say(joining(id, 'spectator'));
    return this;
  }

  /** Quick match holds seats for these for 10 s. */
  hold(...ids: string[]): this {
    return this.say(holding(ids, this.now + COME_WITHIN_MS));
  }

  release(playerId: string): this {
    return this.say({ kind: 'release', playerId });
  }

  lost(...ids: string[]): this {
    for (const playerId of ids) this.say({ kind: 'lost', playerId });
    return this;
  }

  leave(...ids: string[]): this {
    for (const playerId of ids) this.say({ kind: 'leave', playerId });
    return this;
  }

  ready(...ids: string[]): this {
    for (const playerId of ids) this.say({ kind: 'ready', playerId, ready: true });
    return this;
  }

  vote(...ids: string[]): this {
    for (const playerId of ids) this.say({ kind: 'rematch', playerId, matchId: `by ${playerId}` });
    return this;
  }

  configure(change: Extract<Command, { kind: 'configure' }>['change']): this {
    return this.say({ kind: 'configure', playerId: this.room.hostId!, change });
  }

  start(matchId = 'm1'): this {
    return this.say({ kind: 'start', playerId: this.room.hostId!, matchId });
  }

  later(ms: number): this {
    this.now += ms;
    return this.say({ kind: 'passed' });
  }

  /** Lets time go to the next deadline, as the server's timer does. */
  toDeadline(): this {
    return this.later(rules.due(this.room)! - this.now);
  }

  counting(): this {
    return this.ready(...this.room.seats.flatMap((seat) => (seat.kind === 'human' ? [seat.playerId] : []))).start();
  }

  playing(): this {
    return this.counting().toDeadline();
  }

  /** Ends the match that runs; `winners` came first. Without any it was cut short. */
  ended(...winners: string[]): this {
    const players = this.room.seats.flatMap((seat, index) => {
      if (seat.kind === 'empty') return [];
      const who = seat.kind === 'human' ? { name: seat.name, playerId: seat.playerId } : { name: `Bot ${index}` };
      return [{ seat: index, ...who, won: winners.includes(seat.kind === 'human' ? seat.playerId : `bot ${index}`) }];
    });
    return this.say({ kind: 'ended', matchId: this.room.matchId!, players: winners.length > 0 ? players : null });
  }

  results(): this {
    return this.playing().ended();
  }

  /** Who sits where, for reading: a player's id (with a question mark while the seat is held), the level of a bot, or a dash. */
  get seats(): string {
    return this.room.seats
      .map((seat) => {
        if (seat.kind === 'empty') return seat.held ? `${seat.held.playerId}?` : '-';
        return seat.kind === 'human' ? seat.playerId : seat.level;
      })
      .join(' ');
  }
}
