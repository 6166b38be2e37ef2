import { customAlphabet, nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { humansOf, type Room } from '../../shared/lobby/room.ts';
import { CODE_ALPHABET, CODE_LENGTH, normalizeCode } from '../../shared/protocol/code.ts';
import { type Refusal, refuse, refuseField, refuseInput } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import { type RoomConfigure, type RoomCreate, type RoomSummary, roomName } from '../../shared/protocol/room.ts';
import type { LiveList } from './liveList.ts';
import {
  createRoomHost,
  type Joined,
  type JoinWish,
  type RoomBefore,
  type RoomHost,
  type RoomServices,
  UNSAVED,
} from './roomHost.ts';
import type { Connection } from './wire.ts';

/** The rooms that live here, and who is in which. */
export interface Rooms {
  /**
   * A room with its host in seat 0; without a connection the host has the grace time to come. `place`: where the host comes
   * from. Calls back once it is kept.
   */
  create(
    host: Player,
    request: RoomCreate & { bots?: number },
    place: string,
    connection: Connection | null,
    then: (opened: Result<RoomHost, Refusal>) => void,
  ): void;
  /** Takes up a room from before this process; null where its game is not what it was, and the room has to end. */
  takeUp(id: string, room: Room, before: RoomBefore): RoomHost | null;
  join(connection: Connection, room: RoomHost, wish: JoinWish, then: (joined: Result<Joined, Refusal>) => void): void;
  /** By a code as typed. */
  find(code: string): RoomHost | null;
  /** The room that a player is in. */
  of(playerId: string): RoomHost | null;
  all(): Iterable<RoomHost>;
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

export interface RegistryOptions extends RoomServices {
  readonly games: ReadonlyMap<string, AnyGame>;
  readonly liveList: LiveList;
  /** Draws a code; handed in so that a test can make two alike. */
  readonly drawCode?: () => string;
}

/** Rooms beyond this many are refused: each costs memory, and a match each costs time. */
const MOST_ROOMS = 5000;
const CODE_TRIES = 50;
const BROKEN = refuse('server/unavailable', 'The connection broke before this was done.');
const FULL = refuse('server/full', 'This server has no place for another room.');
const OPENING = refuse('room/already-in-another', 'You are opening a room just now.');
export const DRAINING = refuse('server/draining', 'This server is about to restart and starts nothing new.');

interface Plan {
  readonly game: AnyGame;
  readonly settings: unknown;
  readonly maxPlayers: number;
  readonly bots: number;
}

export function createRooms(options: RegistryOptions): Rooms {
  const { games, clock, log, liveList, keeper, drawCode = customAlphabet(CODE_ALPHABET, CODE_LENGTH) } = options;
  const byCode = new Map<string, RoomHost>();
  const byPlayer = new Map<string, RoomHost>();
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
    const seated = byPlayer.get(playerId);
    if (!seated || seated === room) return null;
    return refuse('room/already-in-another', `You are in room ${seated.room.code}; leave it first.`);
  }

  /** What a new room would be like but for its code, or why there cannot be one. */
  function plan(host: Player, request: RoomCreate & { bots?: number }): Result<Plan, Refusal> {
    if (draining) return fail(DRAINING);
    const game = games.get(request.game);
    if (!game) return fail(unknownGame(request.game, games));
    const settings = game.settings.safeParse(request.settings ?? {});
    if (!settings.success) return fail(refuseInput(settings.error, 'settings'));
    const shape = checkShape(game, request);
    if (!shape.ok) return shape;
    const other = elsewhere(host.id, null);
    if (other) return fail(other);
    if (byCode.size >= MOST_ROOMS) return fail(FULL);
    return keeper.able ? ok({ game, settings: settings.data, ...shape.value }) : fail(UNSAVED);
  }

  function open(id: string, opened: Room, game: AnyGame, before: RoomBefore | null = null): RoomHost {
    const { code } = opened;
    const owner = {
      gone: (playerId: string) => void byPlayer.delete(playerId),
      joined: (playerId: string) => void byPlayer.set(playerId, room),
      changed: (changed: RoomHost) => touched(code, changed.summary),
      closed: () => {
        byCode.delete(code);
        touched(code, null);
      },
    };
    const room = createRoomHost(id, opened, game, options, owner, before);
    byCode.set(code, room);
    for (const { playerId } of humansOf(opened)) byPlayer.set(playerId, room);
    touched(code, room.summary);
    return room;
  }

  return {
    create(host, request, place, connection, then) {
      if (connection && !connection.open) return then(fail(BROKEN));
      const planned = plan(host, request);
      if (!planned.ok) return then(planned);
      const { game, settings, maxPlayers, bots } = planned.value;
      const openedAs = (code: string) =>
        options.rules.open(
          {
            code,
            game: game.id,
            name: request.name ?? defaultName(host, game),
            visibility: request.visibility,
            settings: settings as { [name: string]: unknown },
            teams: teamsOf(game, settings),
            ...(request.spectatorDelay !== undefined && { spectatorDelay: request.spectatorDelay }),
            ...(request.awayBots !== undefined && { awayBots: request.awayBots }),
            ...(request.bestOf !== undefined && { bestOf: request.bestOf }),
            minPlayers: game.minPlayers,
            seatLimit: game.maxPlayers,
            host,
            place,
            maxPlayers,
            bots,
            hostIsConnected: connection !== null,
          },
          clock.now(),
        );
      const done = (opened: Result<RoomHost, Refusal>) => {
        opening.delete(host.id);
        then(opened);
      };
      /** The store has the last word on whether a code is free. */
      const tryCode = (left: number) => {
        const code = freeCode();
        if (!code || left === 0) return done(fail(FULL));
        const [id, opened] = [nanoid(), openedAs(code)];
        opening.add(host.id);
        keeper.newRoom({ id, room: opened }, (how) => {
          if (how === 'taken') return tryCode(left - 1);
          if (how === 'failed') return done(fail(UNSAVED));
          if (draining || (connection && !connection.open)) {
            keeper.roomClosed(id);
            return done(fail(draining ? DRAINING : BROKEN));
          }
          const room = open(id, opened, game);
          log.info({
            event: 'room-created',
            room: code,
            game: game.id,
            visibility: opened.visibility,
            player: host.id,
          });
          if (!connection) return done(ok(room));
          room.join(connection, { as: 'player' }, (joined) => done(joined.ok ? ok(room) : joined));
        });
      };
      tryCode(CODE_TRIES);
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
      if (byCode.get(room.room.code) !== room) return then(fail(refuse('room/not-found', 'No room has this code.')));
      const other = elsewhere(connection.player.id, room);
      if (other) return then(fail(other));
      room.join(connection, wish, then);
    },
    find(typed) {
      const code = normalizeCode(typed);
      return (code && byCode.get(code)) || null;
    },
    of: (playerId) => byPlayer.get(playerId) ?? null,
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

/** 0 where everyone plays for themselves. */
function teamsOf(game: AnyGame, settings: unknown): number {
  const teams = game.teams?.(settings) ?? 0;
  return teams >= 2 ? teams : 0;
}

/** Not every player's name fits into a room's: sixteen emoji can be two hundred characters. */
function defaultName(host: Player, game: AnyGame): string {
  const named = roomName.safeParse(`${host.name}'s room`);
  return named.success ? named.data : `${game.title} room`;
}

export function unknownGame(asked: string, games: ReadonlyMap<string, AnyGame>): Refusal {
  return refuse(
    'game/unknown',
    `There is no game '${asked.slice(0, 64)}' here; there is: ${[...games.keys()].join(', ')}.`,
  );
}

function checkShape(
  game: AnyGame,
  request: RoomCreate & { bots?: number },
): Result<{ maxPlayers: number; bots: number }, Refusal> {
  const maxPlayers = request.maxPlayers ?? game.maxPlayers;
  const bots = request.bots ?? 0;
  if (maxPlayers < game.minPlayers || maxPlayers > game.maxPlayers) {
    const message = `${game.title} is for ${game.minPlayers} to ${game.maxPlayers} players`;
    return fail(refuseField('maxPlayers', message));
  }
  if (bots > maxPlayers - 1)
    return fail(refuseField('bots', `a room of ${maxPlayers} has ${maxPlayers - 1} seats beside the host's`));
  return ok({ maxPlayers, bots });
}
