import { type Command, type Effect, openRoom, type Room } from '../../shared/lobby/room.ts';
import { createRoomRules, ROOM_TIMING } from '../../shared/lobby/roomRules.ts';

export const rules = createRoomRules(ROOM_TIMING);
export const START = 1_000_000;
export const person = (id: string) => ({ id, name: id[0]!.toUpperCase() + id.slice(1) });

/** A room of ann's, and a clock: `say` is a command that has to be granted, `refused` one that has to be refused. */
export class RoomTable {
  room: Room;
  now = START;
  effects: readonly Effect[] = [];

  constructor(more: Partial<Parameters<typeof openRoom>[0]> = {}) {
    const facts = { code: 'CDFGHJ', game: 'g', name: 'R', visibility: 'public', settings: { a: 1 } } as const;
    const shape = { minPlayers: 2, seatLimit: 6, maxPlayers: 4, bots: 0, hostIsConnected: true };
    this.room = openRoom({ ...facts, ...shape, host: person('ann'), ...more }, START, ROOM_TIMING.graceInLobby);
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
    for (const id of ids) this.say({ kind: 'join', player: person(id), as: 'player' });
    return this;
  }

  watch(...ids: string[]): this {
    for (const id of ids) this.say({ kind: 'join', player: person(id), as: 'spectator' });
    return this;
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

  results(): this {
    return this.playing().say({ kind: 'ended', matchId: 'm1' });
  }

  /** Who sits where, for reading: a player's id, the level of a bot, or a dash. */
  get seats(): string {
    return this.room.seats
      .map((seat) => (seat.kind === 'human' ? seat.playerId : seat.kind === 'bot' ? seat.level : '-'))
      .join(' ');
  }
}
