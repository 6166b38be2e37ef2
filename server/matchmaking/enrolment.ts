import { nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { Queue } from '../../shared/lobby/queues.ts';
import { matchPoints, NEWCOMER } from '../../shared/lobby/rating.ts';
import { type Refusal, refuse, refuseField } from '../../shared/protocol/errors.ts';
import type { QueueJoin } from '../../shared/protocol/queue.ts';
import type { Clock } from '../ops/clock.ts';
import { BROKEN, UNSAVED } from '../rooms/admission.ts';
import type { Mutes } from '../rooms/mutes.ts';
import type { Rooms } from '../rooms/registry.ts';
import type { Connection } from '../rooms/wire.ts';
import type { Keeper } from '../store/keeper.ts';
import { isOutage } from '../store/outage.ts';
import { skillsOf } from '../store/ratings.ts';
import type { Db } from '../store/schema.ts';
import type { KeptTicket } from '../store/tickets.ts';
import { partyOf, seatedIn } from './party.ts';
import type { Pauses } from './pauses.ts';
import type { LiveTicket, Tickets } from './tickets.ts';

/** How tickets come to be: for whoever asks, and from before this process. */
export interface Enrolment {
  /** A ticket for the caller, or for the room that the caller is host of, once it is kept. */
  enrol(connection: Connection, request: QueueJoin): Promise<Result<LiveTicket, Refusal>>;
  /** What was kept of a ticket, with what is thought of its players now; null: they are not where they were. */
  revive(kept: KeptTicket): Promise<LiveTicket | null>;
  /** Why this ticket cannot wait (any longer): its players are not where they were. */
  whyNot(kept: KeptTicket): Refusal | null;
  /** Whom these do not want to play with: those they have muted, but for each other, since they are together by their own wish. */
  blockedBy(players: readonly string[]): ReadonlySet<string>;
}

export interface EnrolmentOptions {
  readonly queues: ReadonlyMap<string, Queue>;
  readonly tickets: Tickets;
  readonly rooms: Pick<Rooms, 'of'>;
  readonly mutes: Pick<Mutes, 'of'>;
  readonly keeper: Keeper;
  readonly reads: Db;
  readonly clock: Pick<Clock, 'now'>;
  readonly pauses: Pick<Pauses, 'left'>;
  /** The regions that a ticket may name. */
  readonly regions: readonly string[];
}

/** Each costs some memory, and a word every two seconds. */
const MOST_TICKETS = 20_000;

const QUEUED = refuse('queue/already-queued', 'You wait for a match already.');
const PARTY_QUEUED = refuse('queue/already-queued', 'Somebody in your room waits for a match already.');
const FULL = refuse('server/full', 'Too many players wait already.');
export const SEATED = refuse('room/already-in-another', 'You are in a room now.');
export const CHANGED = refuse('room/wrong-status', 'The party is another now: its host can queue again.');

export function createEnrolment(options: EnrolmentOptions): Enrolment {
  const { queues, tickets, rooms, mutes, keeper, reads, clock, pauses } = options;
  /** Whose ticket is being written down. */
  const joining = new Set<string>();

  /** Has a ticket, or is about to. */
  const isQueued = (playerId: string) => joining.has(playerId) || tickets.ofPlayer(playerId) !== null;

  function blockedBy(players: readonly string[]): ReadonlySet<string> {
    const blocked = new Set(players.flatMap((playerId) => [...mutes.of(playerId)]));
    for (const playerId of players) blocked.delete(playerId);
    return blocked;
  }

  async function liveOf(kept: KeptTicket): Promise<LiveTicket> {
    const players = kept.players.map(({ playerId }) => playerId);
    const points = new Map<string, number[]>();
    for (const id of kept.games) {
      const skills = await skillsOf(reads, queues.get(id)!.game.id, players);
      points.set(
        id,
        players.map((playerId) => matchPoints(skills.get(playerId) ?? NEWCOMER)),
      );
    }
    const regions = kept.regions && new Map(Object.entries(kept.regions));
    const ticket = { id: kept.id, players, since: kept.since, queues: points, regions, blocked: blockedBy(players) };
    return { kept, ticket, away: new Map(), places: new Map(), stoodUpBy: new Set(), isBusy: true, called: null };
  }

  /** Where its players are may have changed while it was written down, or while there was no server. */
  function whyNot({ roomId, players }: KeptTicket): Refusal | null {
    const room = rooms.of(players[0]!.playerId);
    if (roomId === null) return room ? SEATED : null;
    return room?.id === roomId && seatedIn(room.room, players) ? null : CHANGED;
  }

  async function write(connection: Connection, kept: KeptTicket): Promise<Result<LiveTicket, Refusal>> {
    let live: LiveTicket;
    try {
      live = await liveOf(kept);
    } catch (error) {
      if (isOutage(error)) return fail(UNSAVED);
      throw error;
    }
    const how = await new Promise<'kept' | 'taken' | 'failed'>((resolve) => keeper.ticket(kept, resolve));
    if (how !== 'kept') return fail(how === 'taken' ? QUEUED : UNSAVED);
    const refused = connection.open ? whyNot(kept) : BROKEN;
    if (!refused) return ok(live);
    keeper.ticketsOver([kept.id]);
    return fail(refused);
  }

  /** Where they would play, or why not there; null: anywhere. */
  function regionsOf({ regions: asked }: QueueJoin): Result<KeptTicket['regions'], Refusal> {
    const named = Object.keys(asked ?? {});
    const unknown = named.find((region) => !options.regions.includes(region));
    if (unknown === undefined) return ok(named.length > 0 ? asked! : null);
    const there = options.regions.length > 0 ? `there is: ${options.regions.join(', ')}` : 'this server has none';
    return fail(refuseField('regions', `there is no region '${unknown}'; ${there}`));
  }

  /** Why none of these may queue now. */
  function whyPaused(players: KeptTicket['players']): Refusal | null {
    const [longest] = players
      .map(({ playerId, name }) => ({ name, left: pauses.left(playerId) }))
      .sort((a, b) => b.left - a.left);
    if (!longest || longest.left === 0) return null;
    const seconds = Math.ceil(longest.left / 1000);
    const message = `${longest.name} did not come to matches that were found, and may queue again in ${seconds} s.`;
    return refuse('rate/limited', message, { retryAfterMs: longest.left });
  }

  return {
    whyNot,
    blockedBy,
    async enrol(connection, request) {
      const { id } = connection.player;
      if (isQueued(id)) return fail(QUEUED);
      const party = partyOf(connection, rooms.of(id), request.games, queues);
      if (!party.ok) return party;
      const { roomId, games, players } = party.value;
      const regions = regionsOf(request);
      if (!regions.ok) return regions;
      if (players.some(({ playerId }) => isQueued(playerId))) return fail(PARTY_QUEUED);
      if (tickets.size >= MOST_TICKETS) return fail(FULL);
      if (!keeper.able) return fail(UNSAVED);
      const paused = whyPaused(players);
      if (paused) return fail(paused);
      const since = Math.floor(clock.now());
      for (const { playerId } of players) joining.add(playerId);
      try {
        const written = await write(connection, {
          id: nanoid(),
          games,
          regions: regions.value,
          roomId,
          players,
          since,
        });
        // Before anybody else's turn: from here on it is found by its players and its room.
        if (written.ok) tickets.add(written.value);
        return written;
      } finally {
        for (const { playerId } of players) joining.delete(playerId);
      }
    },
    async revive(kept) {
      const games = kept.games.filter((game) => queues.has(game));
      if (games.length === 0 || whyNot(kept)) return null;
      const regions =
        kept.regions && Object.keys(kept.regions).every((one) => options.regions.includes(one)) ? kept.regions : null;
      // A clock that was put back in between would let it wait until then.
      const since = Math.min(kept.since, Math.floor(clock.now()));
      const live = await liveOf({ ...kept, games, regions, since });
      tickets.add(live);
      return live;
    },
  };
}
