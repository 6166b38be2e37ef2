import { customAlphabet, nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { openGathering } from '../../shared/lobby/gathering.ts';
import { type GoneWhy, holdOf, type Room } from '../../shared/lobby/room.ts';
import { CODE_ALPHABET, CODE_LENGTH, normalizeCode } from '../../shared/protocol/code.ts';
import { type Refusal, refuse, refuseInput } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { RoomConfigure, RoomSummary } from '../../shared/protocol/room.ts';
import { BROKEN, type Joined, type JoinWish, NO_ROOM, UNSAVED } from './admission.ts';
import type { LiveList } from './liveList.ts';
import { createRoomHost, type RoomBefore, type RoomHost, type RoomServices } from './roomHost.ts';
import { type GroupPlan, gatheringOf, planRoom, type RoomRequest, teamsOf } from './roomPlan.ts';
import { createWhereabouts } from './whereabouts.ts';
import type { Connection } from './wire.ts';

export { unknownGame } from './roomPlan.ts';

/** The rooms that live here, and who is in which. */
export interface Rooms {
  /**
   * A room with its host in seat 0; without a connection the host has the grace time to come. `place`: where the host comes
   * from. Calls back once it is kept.
   */
  create(host: Player, request: RoomRequest, place: string, connection: Connection | null, then: Opened): void;
  /** A room in which the seats of a group are held, and which counts down once all have come. Calls back once it is kept. */
  gather(plan: GroupPlan, then: Opened): void;
  /** Takes up a room from before this process; null where its game is not what it was, and the room has to end. */
  takeUp(id: string, room: Room, before: RoomBefore): RoomHost | null;
  /** Who is in another room is refused, unless this one holds a seat for them: then they go over. */
  join(connection: Connection, room: RoomHost, wish: JoinWish, then: (joined: Result<Joined, Refusal>) => void): void;
  /** By a code as typed. */
  find(code: string): RoomHost | null;
  /** The room that a player is in; while a group gathers, the one it gathers in. */
  of(playerId: string): RoomHost | null;
  /** The room that holds a seat for this player. */
  holding(playerId: string): RoomHost | null;
  all(): Iterable<RoomHost>;
  /** From now on the observer is told what happens to rooms. */
  watch(observer: RoomsObserver): void;
  /** A change with its settings completed and checked by the game, and how many teams the game then has. */
  checkChange(host: RoomHost, change: RoomConfigure): Result<{ change: RoomConfigure; teams?: number }, Refusal>;
  /** `[RM-2]` What lists may show of the rooms, private ones included: `fits` leaves them out. */
  summaries(): Iterable<RoomSummary>;
  /** Another number whenever what `summaries` gives is another. */
  readonly version: number;
  readonly count: number;
  readonly playing: number;
  /** No new rooms and no new matches from now on. */
  drain(): void;
  readonly draining: boolean;
  /** The process that comes next goes on with the rooms. */
  suspendAll(): void;
}

export type Opened = (opened: Result<RoomHost, Refusal>) => void;

/** Each is told when the change is made and its effects are done, and may act on rooms at once. */
export interface RoomsObserver {
  /** It opened, or is another than before. */
  changed(room: RoomHost): void;
  /** The player is a member, and was none before; also who opened it. */
  joined(room: RoomHost, playerId: string): void;
  /** The group of a gathering room fell apart, and the room is about to close: see the effect `scatter`. */
  scattered(room: RoomHost, missing: readonly string[], present: readonly string[]): void;
  closed(room: RoomHost): void;
}

export interface RegistryOptions extends RoomServices {
  readonly games: ReadonlyMap<string, AnyGame>;
  readonly liveList: LiveList;
  /** Draws a code; handed in so that a test can make two alike. */
  readonly drawCode?: () => string;
}

/** Rooms beyond this many are refused: each costs memory, and a match each costs time. */
const MOST_ROOMS = 5000;
const CODE_TRIES = 50;
const FULL = refuse('server/full', 'This server has no place for another room.');
const OPENING = refuse('room/already-in-another', 'You are opening a room just now.');
export const DRAINING = refuse('server/draining', 'This server is about to restart and starts nothing new.');

export function createRooms(options: RegistryOptions): Rooms {
  const { games, clock, log, liveList, keeper, drawCode = customAlphabet(CODE_ALPHABET, CODE_LENGTH) } = options;
  const byCode = new Map<string, RoomHost>();
  const whereabouts = createWhereabouts();
  const observers: RoomsObserver[] = [];
  /** Who is about to have a room of their own. */
  const opening = new Set<string>();
  let draining = false;
  let version = 0;

  function touched(code: string, summary: RoomSummary | null): void {
    version++;
    liveList.touched(code, summary);
  }

  /** `[RM-3]`: unique among live rooms. */
  function freeCode(): string | null {
    for (let i = 0; i < CODE_TRIES; i++) {
      const code = drawCode();
      if (!byCode.has(code)) return code;
    }
    return null;
  }

  function elsewhere(playerId: string, room: RoomHost | null): Refusal | null {
    if (opening.has(playerId)) return OPENING;
    const seated = whereabouts.of(playerId);
    if (!seated || seated === room || (room && holdOf(room.room, playerId))) return null;
    return refuse('room/already-in-another', `You are in room ${seated.room.code}; leave it first.`);
  }

  /** Why there can be no other room just now. */
  function closedToNew(): Refusal | null {
    if (draining) return DRAINING;
    if (byCode.size >= MOST_ROOMS) return FULL;
    return keeper.able ? null : UNSAVED;
  }

  function tellOf(room: RoomHost): void {
    whereabouts.changed(room);
    touched(room.room.code, room.summary);
    for (const observer of observers) observer.changed(room);
  }

  function open(id: string, opened: Room, game: AnyGame, before: RoomBefore | null = null): RoomHost {
    const { code } = opened;
    const owner = {
      gone: (playerId: string, why: GoneWhy) => whereabouts.gone(room, playerId, why),
      joined(connection: Connection, isNew: boolean) {
        whereabouts.came(room, connection);
        if (isNew) for (const observer of observers) observer.joined(room, connection.player.id);
      },
      undone: (playerId: string) => void whereabouts.goBack(room, playerId),
      changed: tellOf,
      scattered(missing: readonly string[], present: readonly string[]) {
        for (const observer of observers) observer.scattered(room, missing, present);
      },
      closed() {
        byCode.delete(code);
        whereabouts.closed(room);
        touched(code, null);
        for (const observer of observers) observer.closed(room);
      },
    };
    const room = createRoomHost(id, opened, game, options, owner, before);
    byCode.set(code, room);
    whereabouts.opened(room);
    tellOf(room);
    return room;
  }

  /** Draws codes until the store, which has the last word on whether one is free, has kept a room under one. */
  function keepNew(
    openedAs: (code: string) => Room,
    then: (kept: Result<{ id: string; room: Room }, Refusal>) => void,
    left = CODE_TRIES,
  ): void {
    const code = freeCode();
    if (!code || left === 0) {
      then(fail(FULL));
      return;
    }
    const kept = { id: nanoid(), room: openedAs(code) };
    keeper.newRoom(kept, (how) => {
      if (how === 'taken') keepNew(openedAs, then, left - 1);
      else then(how === 'kept' ? ok(kept) : fail(UNSAVED));
    });
  }

  function opensNow(id: string, room: Room, game: AnyGame, by: object): RoomHost {
    const { code, visibility } = room;
    const host = open(id, room, game);
    log.info({ event: 'room-created', room: code, game: game.id, visibility, ...by });
    return host;
  }

  return {
    create(host, request, place, connection, then) {
      if (connection && !connection.open) return then(fail(BROKEN));
      const planned = planRoom(host, place, request, connection !== null, games);
      const refused = planned.ok ? (elsewhere(host.id, null) ?? closedToNew()) : planned.error;
      if (!planned.ok || refused) return then(fail(refused!));
      const { game, facts } = planned.value;
      const done: Opened = (opened) => {
        opening.delete(host.id);
        then(opened);
      };
      const opens = (kept: Result<{ id: string; room: Room }, Refusal>) => {
        if (!kept.ok) return done(kept);
        const { id } = kept.value;
        if (draining || (connection && !connection.open)) {
          keeper.roomClosed(id);
          return done(fail(draining ? DRAINING : BROKEN));
        }
        const room = opensNow(id, kept.value.room, game, { player: host.id });
        for (const observer of observers) observer.joined(room, host.id);
        if (!connection) return done(ok(room));
        room.join(connection, { as: 'player' }, (joined) => done(joined.ok ? ok(room) : joined));
      };
      opening.add(host.id);
      try {
        keepNew((code) => options.rules.open({ code, ...facts }, clock.now()), opens);
      } catch (error) {
        opening.delete(host.id);
        throw error;
      }
    },
    gather(plan, then) {
      const refused = closedToNew();
      if (refused) return then(fail(refused));
      keepNew(
        (code) => openGathering({ code, ...gatheringOf(plan) }, clock.now()),
        (kept) => {
          if (!kept.ok) return then(kept);
          const { id, room } = kept.value;
          if (!draining) return then(ok(opensNow(id, room, plan.game, { match: plan.matchId })));
          keeper.roomClosed(id);
          then(fail(DRAINING));
        },
      );
    },
    takeUp(id, room, before) {
      const game = games.get(room.game);
      const settings = game?.settings.safeParse(room.settings);
      if (!game || !settings?.success || byCode.has(room.code)) return null;
      return open(id, { ...room, settings: settings.data as { [name: string]: unknown } }, game, before);
    },
    join(connection, room, wish, then) {
      if (!connection.open) return then(fail(BROKEN));
      // Looking it up took a while, and the last one may have left meanwhile.
      if (byCode.get(room.room.code) !== room) return then(fail(NO_ROOM));
      const other = elsewhere(connection.player.id, room);
      if (other) return then(fail(other));
      room.join(connection, wish, then);
    },
    find(typed) {
      const code = normalizeCode(typed);
      return (code && byCode.get(code)) || null;
    },
    of: whereabouts.of,
    holding: whereabouts.holding,
    watch: (observer) => void observers.push(observer),
    all: () => byCode.values(),
    *summaries() {
      for (const room of byCode.values()) yield room.summary;
    },
    checkChange(room, change) {
      if (!change.settings) return ok({ change });
      const game = games.get(room.room.game)!;
      const settings = game.settings.safeParse({ ...room.room.settings, ...change.settings });
      if (!settings.success) return fail(refuseInput(settings.error, 'settings'));
      return ok({
        change: { ...change, settings: settings.data as { [name: string]: unknown } },
        teams: teamsOf(game, settings.data),
      });
    },
    get version() {
      return version;
    },
    get count() {
      return byCode.size;
    },
    get playing() {
      return [...byCode.values()].filter(({ room }) => room.status === 'playing').length;
    },
    drain() {
      draining = true;
      for (const room of byCode.values()) room.drain();
    },
    get draining() {
      return draining;
    },
    suspendAll() {
      for (const room of byCode.values()) room.suspend();
    },
  };
}
