import { nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { createMatchmaker, type Group } from '../../shared/lobby/matchmaker.ts';
import { poolRulesOf, type Queue } from '../../shared/lobby/queues.ts';
import type { Refusal } from '../../shared/protocol/errors.ts';
import type { ServerEvents } from '../../shared/protocol/events.ts';
import type { OverWhy, QueueJoin, QueueStatus } from '../../shared/protocol/queue.ts';
import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import { type Mutes, playerChannel } from '../rooms/mutes.ts';
import { DRAINING, type Rooms } from '../rooms/registry.ts';
import type { RoomHost } from '../rooms/roomHost.ts';
import type { Connection, Wire } from '../rooms/wire.ts';
import type { Keeper } from '../store/keeper.ts';
import type { Db } from '../store/schema.ts';
import type { KeptTicket } from '../store/tickets.ts';
import { createBackfill } from './backfill.ts';
import { createCalls } from './calls.ts';
import { CHANGED, createEnrolment, SEATED } from './enrolment.ts';
import { roomFor } from './filling.ts';
import { outlookOf } from './outlook.ts';
import { seatedIn } from './party.ts';
import { createPauses } from './pauses.ts';
import { createTickets, isWaiting, type LiveTicket } from './tickets.ts';
import { createWaitingRoom } from './waitingRoom.ts';
import { createWaits } from './waits.ts';

/** The live queue: who waits, on whose ratings, and which rooms they are called to. */
export interface QuickMatch {
  /** Queues the caller, or the room that the caller is host of; answers once the ticket is kept. */
  join(connection: Connection, request: QueueJoin): Promise<Result<{ ticket: string }, Refusal>>;
  /** Gives up the caller's ticket, for all who are in it; whoever has none has nothing to give up. */
  leave(connection: Connection): void;
  /** A connection of this player is there: it is told how their ticket stands. */
  came(connection: Connection): void;
  /** The player's last connection is gone. */
  went(playerId: string): void;
  status(): QueueStatus[];
  /** Goes on with what those who waited before this process were given. */
  takeUp(kept: readonly KeptTicket[]): Promise<void>;
  /** Nobody is called any more; the tickets are kept for the next process. */
  stop(): void;
}

export interface QuickMatchOptions {
  readonly queues: ReadonlyMap<string, Queue>;
  readonly rooms: Rooms;
  readonly mutes: Mutes;
  readonly wire: Wire;
  readonly keeper: Keeper;
  readonly reads: Db;
  readonly presence: { isOnline(playerId: string): boolean };
  readonly clock: Clock;
  readonly log: Log;
  readonly nodeId: string;
  /** Milliseconds of waiting after which bots fill up. */
  readonly botsAfter: number;
  /** The regions that tickets may name. */
  readonly regions: readonly string[];
  /** For how many milliseconds the ticket of somebody without a connection is kept. */
  readonly grace: number;
}

/** Groups that get their room in one turn of the loop: the ticks of matches come in between. */
const MOST_AT_ONCE = 4;
/** After a room could not be opened for a group. */
const AGAIN_MS = 1000;

const LEFT: OverWhy = { code: 'left', text: 'The search was called off.' };
const MISSED: OverWhy = { code: 'missed', text: 'A match was found, and not everybody of you came.' };
const elsewhere = ({ message }: Refusal): OverWhy => ({ code: 'room', text: message });

export function createQuickMatch(options: QuickMatchOptions): QuickMatch {
  const { queues, rooms, mutes, wire, keeper, reads, presence, clock, log, nodeId, botsAfter, grace } = options;
  const rules = new Map([...queues].map(([id, queue]) => [id, poolRulesOf(queue, botsAfter)]));
  const matchmaker = createMatchmaker(rules);
  const tickets = createTickets();
  const waits = createWaits();
  const backfill = createBackfill(queues, reads, mutes);
  const calls = createCalls({ clock, seated, back, missed });
  const pauses = createPauses(clock);
  const enrolment = createEnrolment({
    queues,
    tickets,
    rooms,
    mutes,
    keeper,
    reads,
    clock,
    pauses,
    regions: options.regions,
  });
  const waitingRoom = createWaitingRoom({
    tickets,
    backfill,
    clock,
    log,
    tell: (live) => tell(live, 'queue:update', outlook(live)),
    mayFill: () => !rooms.draining && keeper.able,
    hold: holdSeats,
  });
  let passing: (() => void) | null = null;
  let stopped = false;

  // Pool times are whole milliseconds.
  const now = () => Math.floor(clock.now());

  function tell<Name extends keyof ServerEvents>(
    { kept }: LiveTicket,
    event: Name,
    news: Parameters<ServerEvents[Name]>[0],
  ): void {
    for (const { playerId } of kept.players) wire.tell(playerChannel(playerId), event, news);
  }

  const outlook = (live: LiveTicket) => outlookOf(live, matchmaker, waits, now());
  const matched = ({ kept, called }: LiveTicket) => ({
    ticket: kept.id,
    code: called!.room.room.code,
    node: nodeId,
    until: called!.until,
  });

  /** In the queue, or back in it: where it stands there follows from how long it has waited. */
  function wait(live: LiveTicket): void {
    live.called = null;
    live.isBusy = false;
    const blocked = new Set([...enrolment.blockedBy(live.ticket.players), ...live.stoodUpBy]);
    live.ticket = { ...live.ticket, blocked };
    if (live.away.size === 0) matchmaker.add(live.ticket, now());
    tell(live, 'queue:update', outlook(live));
    plan();
    waitingRoom.open();
  }

  /** Once what this came from is done: where its players are then says whether they may wait. `missing`: who did not come. */
  function back(live: LiveTicket, missing: readonly string[] = []): void {
    live.called = null;
    live.isBusy = true;
    for (const playerId of missing) live.stoodUpBy.add(playerId);
    clock.after(0, () => {
      if (stopped || tickets.get(live.kept.id) !== live) return;
      const refused = enrolment.whyNot(live.kept);
      if (refused) end(live, elsewhere(refused));
      else wait(live);
    });
  }

  /** In an outage coming could not be written down, and is nobody's fault. */
  function missed(live: LiveTicket, missing: readonly string[]): void {
    if (keeper.able) {
      for (const playerId of missing) pauses.missed(playerId);
      end(live, MISSED);
    } else back(live);
  }

  function seated(live: LiveTicket): void {
    const { queue, at } = live.called!;
    waits.matched(queue, at - live.kept.since);
    forget(live);
  }

  function forget(live: LiveTicket): void {
    matchmaker.remove(live.kept.id, now());
    for (const stay of live.away.values()) stay();
    tickets.remove(live);
    keeper.ticketsOver([live.kept.id]);
  }

  function end(live: LiveTicket, why: OverWhy): void {
    if (stopped || tickets.get(live.kept.id) !== live) return;
    forget(live);
    calls.withdraw(live);
    tell(live, 'queue:update', { ticket: live.kept.id, state: 'over', why });
    log.info({ event: 'queue-over', ticket: live.kept.id, why: why.code });
    plan();
  }

  /** When the next group may play, or as soon as this turn of the loop is over. */
  function plan(): void {
    passing?.();
    passing = null;
    const due = stopped || rooms.draining ? null : matchmaker.due();
    if (due !== null) passing = clock.after(Math.max(0, due - clock.now()), pass);
  }

  function pass(): void {
    for (const group of matchmaker.pass(now(), MOST_AT_ONCE)) gather(group);
    plan();
  }

  function gather(group: Group): void {
    const queue = queues.get(group.queue)!;
    const live = group.tickets.map(({ id }) => tickets.get(id)!);
    for (const one of live) one.isBusy = true;
    const withBots = live.some(({ kept }) => now() - kept.since >= botsAfter);
    const until = calls.until();
    rooms.gather({ ...roomFor(queue, group, live, withBots), matchId: nanoid(), until }, (opened) => {
      const here = live.filter((one) => tickets.get(one.kept.id) === one);
      if (!opened.ok) {
        log.warn({ event: 'group-without-room', queue: queue.id, why: opened.error.code });
        clock.after(AGAIN_MS, () => {
          for (const one of here) back(one);
        });
        return;
      }
      const room = opened.value;
      const gone = live.filter((one) => !here.includes(one)).flatMap(({ ticket }) => ticket.players);
      if (gone.length > 0) {
        // They gave up while the room was written down: it is not worth a word.
        room.release(gone[0]!);
        for (const one of here) back(one);
        return;
      }
      for (const one of here) one.isBusy = false;
      calls.group({ room, queue: queue.id, until }, here);
      for (const one of here) tell(one, 'queue:matched', matched(one));
      log.info({ ...factsOf(group), room: room.room.code, event: 'group-found', queue: queue.id });
    });
  }

  const factsOf = ({ tickets: all, spread, gap }: Group) => ({
    players: all.flatMap(({ players }) => players).length,
    waited: Math.max(...all.map(({ since }) => now() - since)),
    spread: Math.round(spread),
    gap: Math.round(gap),
  });

  function holdSeats(live: LiveTicket, room: RoomHost): boolean {
    const players = live.kept.players.map(({ playerId: id, name }) => {
      const place = live.places.get(id);
      return { id, name, ...(place !== undefined && { place }) };
    });
    const queue = backfill.queueOf(room);
    const until = calls.until();
    if (!queue || !room.hold(players, until).ok) return false;
    matchmaker.remove(live.kept.id, now());
    calls.seat({ room, queue: queue.id, until }, live);
    tell(live, 'queue:matched', matched(live));
    log.info({ event: 'seat-found', ticket: live.kept.id, room: room.room.code });
    return true;
  }

  /** Some of its players may have no connection (any more). */
  function attend(live: LiveTicket): void {
    for (const playerId of live.ticket.players) if (!presence.isOnline(playerId)) setAway(live, playerId);
  }

  function setAway(live: LiveTicket, playerId: string): void {
    live.away.get(playerId)?.();
    live.away.set(
      playerId,
      clock.after(grace, () => end(live, awayTooLong(live, playerId))),
    );
  }

  rooms.watch({
    changed(room) {
      calls.changed(room);
      backfill.changed(room);
      const party = tickets.ofRoom(room.id);
      if (party && !party.called && !seatedIn(room.room, party.kept.players)) end(party, elsewhere(CHANGED));
    },
    joined(room, playerId) {
      calls.joined(room, playerId);
      const live = tickets.ofPlayer(playerId);
      if (live && live.called?.room !== room && live.kept.roomId !== room.id) end(live, elsewhere(SEATED));
    },
    scattered: calls.scattered,
    closed(room) {
      backfill.closed(room);
      calls.closed(room);
      const party = tickets.ofRoom(room.id);
      if (party && !party.called) end(party, elsewhere(CHANGED));
    },
  });

  return {
    async join(connection, request) {
      if (rooms.draining) return fail(DRAINING);
      const enrolled = await enrolment.enrol(connection, request);
      if (!enrolled.ok) return enrolled;
      const live = enrolled.value;
      const { id, games, players } = live.kept;
      log.info({ event: 'queue-joined', ticket: id, games, players: players.length });
      live.places.set(connection.player.id, connection.place);
      attend(live);
      // It waits from the next turn of the loop on: the answer goes out first.
      back(live);
      return ok({ ticket: id });
    },
    leave(connection) {
      const { id } = connection.player;
      const live = tickets.ofPlayer(id);
      if (live?.called) pauses.missed(id);
      if (live) end(live, LEFT);
    },
    came(connection) {
      const { id } = connection.player;
      const live = tickets.ofPlayer(id);
      if (!live) return;
      live.places.set(id, connection.place);
      const stay = live.away.get(id);
      stay?.();
      if (live.away.delete(id) && live.away.size === 0 && isWaiting(live)) return wait(live);
      if (!live.called) connection.tell('queue:update', outlook(live));
      else if (rooms.holding(id) === live.called.room) connection.tell('queue:matched', matched(live));
    },
    went(playerId) {
      const live = tickets.ofPlayer(playerId);
      if (!live || presence.isOnline(playerId)) return;
      setAway(live, playerId);
      matchmaker.remove(live.kept.id, now());
      plan();
    },
    status() {
      return [...queues.values()].map(({ id, game, title }) => ({
        id,
        game: game.id,
        title,
        waiting: matchmaker.waiting(id),
        waited: waits.summary(id),
      }));
    },
    async takeUp(all) {
      for (const kept of all) {
        const live = await enrolment.revive(kept);
        if (live) {
          attend(live);
          wait(live);
        } else keeper.ticketsOver([kept.id]);
      }
    },
    stop() {
      stopped = true;
      passing?.();
      waitingRoom.stop();
      calls.stop();
      for (const { away } of tickets.all()) for (const stay of away.values()) stay();
    },
  };
}

function awayTooLong({ kept: { players } }: LiveTicket, playerId: string): OverWhy {
  const who = players.length > 1 ? players.find((one) => one.playerId === playerId)!.name : 'You';
  return { code: 'away', text: `${who} had no connection for too long.` };
}
