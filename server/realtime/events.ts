import { nanoid } from 'nanoid';
import type { z } from 'zod';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { isMember } from '../../shared/lobby/room.ts';
import { CHAT_PAGE, chatTyping } from '../../shared/protocol/chat.ts';
import { type Refusal, refuse, refuseInput } from '../../shared/protocol/errors.ts';
import { type CallAnswers, type CallName, calls } from '../../shared/protocol/events.ts';
import { readFrame } from '../../shared/protocol/frames.ts';
import { inputAbout, inputSeq } from '../../shared/protocol/match.ts';
import type { QuickMatch } from '../matchmaking/quickMatch.ts';
import type { Clock } from '../ops/clock.ts';
import type { Allowance } from '../ops/credit.ts';
import type { Limits } from '../ops/limits.ts';
import type { LiveList } from '../rooms/liveList.ts';
import { lookUpRoom } from '../rooms/lookUp.ts';
import { type Mutes, playerChannel } from '../rooms/mutes.ts';
import { DRAINING, type Rooms } from '../rooms/registry.ts';
import { type MemberCommand, NO_MATCH, NOT_HERE, type RoomHost, UNSAVED } from '../rooms/roomHost.ts';
import type { Connection, Wire, Wish } from '../rooms/wire.ts';
import type { Keeper } from '../store/keeper.ts';

/** What the handlers work with, whoever calls. */
export interface Services {
  readonly rooms: Rooms;
  readonly quickMatch: Pick<QuickMatch, 'join' | 'leave' | 'came' | 'went'>;
  readonly mutes: Mutes;
  readonly liveList: LiveList;
  readonly presence: { isOnline(playerId: string): boolean };
  readonly wire: Wire;
  readonly keeper: Pick<Keeper, 'settled'>;
}

/** Who calls. The player is the connection's own; no payload can name another. */
export interface Caller extends Services {
  readonly connection: Connection;
  readonly address: string;
  readonly limits: Limits;
  readonly clock: Clock;
}

type Handled<T> = Result<T, Refusal> | Promise<Result<T, Refusal>>;

/** One event: how often a player may send it, and what happens then. */
export interface Entry {
  readonly allowance: Allowance;
  /** It is counted as this event, which is the same in another form. */
  readonly countedAs?: string;
  /** Whether it waits for the player's earlier calls. Inputs do not: they are fast, many, and in order by their seq. */
  readonly inTurn: boolean;
  handle(caller: Caller, args: readonly unknown[]): Handled<object | null>;
}

const LOBBY: Allowance = { perSecond: 10, burst: 30 };
const CLOCK: Allowance = { perSecond: 5, burst: 20 };
const RESYNC: Allowance = { perSecond: 2, burst: 10 };
const CHAT: Allowance = { perSecond: 1, burst: 8 };
const TYPING: Allowance = { perSecond: 1, burst: 6 };
const INVITE: Allowance = { perSecond: 0.2, burst: 8 };
const INPUT: Allowance = { perSecond: 90, burst: 180 };

/** `[ER-1]` Every event of a client, by name. The schemas are the protocol's. */
export const events: { readonly [Name in CallName | 'match:input' | 'match:frame' | 'chat:typing']: Entry } = {
  'room:create': call('room:create', LOBBY, async ({ connection, rooms, limits, address }, request) => {
    const allowed = await limits.createRoom(address, connection.player.id);
    if (!allowed.ok) return allowed;
    return new Promise((resolve) => {
      rooms.create(connection.player, request, connection.place, connection, (room) =>
        resolve(room.ok ? ok({ room: room.value.document }) : room),
      );
    });
  }),
  'room:join': call('room:join', LOBBY, async (caller, { code, as = 'player', ...more }) => {
    const { connection, rooms, limits, address } = caller;
    const looked = await lookUpRoom(rooms, limits, code, address, connection.player.id);
    if (!looked.ok) return looked;
    return new Promise((resolve) => rooms.join(connection, looked.value, { as, ...more }, resolve));
  }),
  'room:leave': call('room:leave', LOBBY, (caller) => say(caller, { kind: 'leave' })),
  'room:ready': call('room:ready', LOBBY, (caller, { ready }) => say(caller, { kind: 'ready', ready })),
  'room:configure': call('room:configure', LOBBY, (caller, change) =>
    inRoom(caller, (room) => {
      const checked = caller.rooms.checkChange(room, change);
      if (!checked.ok) return checked;
      return kept(caller, room.command(caller.connection, { kind: 'configure', ...checked.value }));
    }),
  ),
  'room:kick': call('room:kick', LOBBY, (caller, { playerId: target, ban = false }) =>
    say(caller, { kind: 'kick', target, ban }),
  ),
  'room:transfer': call('room:transfer', LOBBY, (caller, { playerId: target }) =>
    say(caller, { kind: 'transfer', target }),
  ),
  'room:bot': call('room:bot', LOBBY, (caller, wish) => say(caller, { kind: 'bot', ...wish })),
  'room:seat': call('room:seat', LOBBY, (caller, wish) => say(caller, { kind: 'seat', wish })),
  'room:start': call('room:start', LOBBY, (caller) =>
    caller.rooms.draining ? fail(DRAINING) : say(caller, { kind: 'start', matchId: nanoid() }),
  ),
  'room:rematch': call('room:rematch', LOBBY, (caller) =>
    caller.rooms.draining ? fail(DRAINING) : say(caller, { kind: 'rematch', matchId: nanoid() }),
  ),

  'queue:join': call('queue:join', LOBBY, ({ connection, quickMatch }, request) =>
    quickMatch.join(connection, request),
  ),
  'queue:leave': call('queue:leave', LOBBY, (caller) => {
    caller.quickMatch.leave(caller.connection);
    return kept(caller, ok(null), true);
  }),

  'chat:send': call('chat:send', CHAT, (caller, { text, nonce }) =>
    inRoom(caller, ({ chat, room }) => {
      const { player } = caller.connection;
      if (room.muted.includes(player.id)) return fail(refuse('chat/muted', 'The host has muted you in this room.'));
      return new Promise((resolve) =>
        chat.say(player, text, nonce, (said) => resolve(said.ok ? ok({ message: said.value }) : said)),
      );
    }),
  ),
  'chat:history': call('chat:history', LOBBY, (caller, { before, limit = CHAT_PAGE }) =>
    inRoom(caller, ({ chat }) => {
      const { id } = caller.connection.player;
      return ok({ messages: chat.history(id, before, limit), read: chat.read, muted: [...caller.mutes.of(id)] });
    }),
  ),
  'chat:read': call('chat:read', LOBBY, (caller, { upTo }) =>
    inRoom(caller, ({ chat }) => kept(caller, chat.markRead(caller.connection.player.id, upTo))),
  ),
  'chat:mute': call('chat:mute', LOBBY, (caller, { playerId: target, muted, everyone }) =>
    everyone ? say(caller, { kind: 'mute', target, muted }) : muteForOneself(caller, target, muted),
  ),
  'chat:typing': {
    allowance: TYPING,
    inTurn: false,
    handle(caller, args) {
      const payload = chatTyping.safeParse(args[0]);
      if (!payload.success) return fail(refuseInput(payload.error, 'chat:typing'));
      return inRoom(caller, ({ chat, room }) => {
        if (!room.muted.includes(caller.connection.player.id)) chat.typing(caller.connection, payload.data.typing);
        return ok({});
      });
    },
  },

  'player:invite': call('player:invite', INVITE, (caller, { playerId }) =>
    inRoom(caller, (host) => invite(caller, host, playerId)),
  ),
  'lobby:watch': call('lobby:watch', LOBBY, ({ connection, liveList, rooms }, filter) => {
    const found = liveList.watch(connection, filter, rooms.summaries());
    return found.ok ? ok({ rooms: found.value }) : found;
  }),
  'lobby:unwatch': call('lobby:unwatch', LOBBY, ({ connection, liveList }) => {
    liveList.unwatch(connection);
    return ok({});
  }),

  'match:resync': call('match:resync', RESYNC, (caller) =>
    inRoom(caller, (room) => {
      const keyframe = room.keyframe(caller.connection);
      return keyframe.ok ? ok({ keyframe: keyframe.value }) : keyframe;
    }),
  ),
  'clock:sync': call('clock:sync', CLOCK, ({ clock }, { sent }) => ok({ sent, received: clock.now() })),

  'match:input': {
    allowance: INPUT,
    inTurn: false,
    handle(caller, [seq, raw, about = {}, ...more]) {
      if (raw === undefined || more.length > 0)
        return fail(
          refuse('input/invalid', 'match:input takes a seq, an input and, if need be, what else is said of it'),
        );
      const checked = inputSeq.safeParse(seq);
      if (!checked.success) return fail(refuseInput(checked.error, 'seq'));
      const said = inputAbout.safeParse(about);
      if (!said.success) return fail(refuseInput(said.error, 'match:input'));
      return wish(caller, { ...said.data, seq: checked.data, raw });
    },
  },
  'match:frame': {
    allowance: INPUT,
    countedAs: 'match:input',
    inTurn: false,
    handle(caller, [bytes]) {
      const frame = bytes instanceof Uint8Array ? readFrame(bytes) : null;
      if (!frame) return fail(NO_FRAME);
      if (frame.kind === 'input') return wish(caller, frame);
      caller.connection.shown?.saw(frame.seen);
      return ok(null);
    },
  },
};

const NO_FRAME = refuse('input/invalid', 'match:frame: these bytes are no input');

/** Comes many times a second: the match that the connection is shown is asked at once. */
function wish({ connection, rooms }: Caller, given: Wish): Result<null, Refusal> {
  return connection.shown?.input(given) ?? fail(rooms.of(connection.player.id) ? NO_MATCH : NOT_IN_A_ROOM);
}

/** An event with one payload, and an answer. A payload without fields may be left out, or null as JSON makes of nothing. */
function call<Name extends CallName>(
  name: Name,
  allowance: Allowance,
  handle: (caller: Caller, payload: z.output<(typeof calls)[Name]>) => Handled<CallAnswers[Name]>,
): Entry {
  const schema: z.ZodType = calls[name];
  return {
    allowance,
    inTurn: true,
    handle(caller, args) {
      if (args.length > 1)
        return fail(refuse('input/invalid', `${name} takes one payload, not ${args.length} arguments`));
      const payload = schema.safeParse(args[0] ?? {});
      if (!payload.success) return fail(refuseInput(payload.error, name));
      return handle(caller, payload.data as z.output<(typeof calls)[Name]>);
    },
  };
}

const NOT_IN_A_ROOM = refuse('room/not-member', 'You are in no room.');

/** What a member of a room asks of it; by a connection that is not the one in the room, nothing is asked. */
function inRoom<T>(caller: Caller, act: (room: RoomHost) => Handled<T>): Handled<T> {
  const room = caller.rooms.of(caller.connection.player.id);
  if (!room) return fail(NOT_IN_A_ROOM);
  return room.holds(caller.connection) ? act(room) : fail(NOT_HERE);
}

const say = (caller: Caller, command: MemberCommand): Handled<object> =>
  inRoom(caller, (room) => {
    const said = room.command(caller.connection, command);
    return kept(caller, said, command.kind === 'leave');
  });

/** What was granted is answered once it is written down. `anyhow`: also if it could not be, since nobody loses by it. */
function kept({ keeper }: Caller, result: Result<null, Refusal>, anyhow = false): Handled<object> {
  if (!result.ok) return result;
  return new Promise((resolve) => {
    keeper.settled((isKept) => resolve(isKept || anyhow ? ok({}) : fail(UNSAVED)));
  });
}

/** To every connection of the one who is invited; who has muted the one who invites is not disturbed, and that is not told. */
function invite(
  { connection, presence, mutes, wire }: Caller,
  host: RoomHost,
  target: string,
): Result<object, Refusal> {
  const { room } = host;
  if (!presence.isOnline(target)) return fail(refuse('player/not-found', 'No player of this id is online.'));
  if (room.bans.some((ban) => ban.playerId === target))
    return fail(refuse('room/banned', 'The host has banned this player from the room.'));
  const { player: from } = connection;
  if (mutes.of(target).has(from.id)) return ok({});
  const notice = { kind: 'invite', code: room.code, from, game: room.game, roomName: room.name } as const;
  wire.tell(playerChannel(target), 'server:notice', notice);
  return ok({});
}

/** Someone in the same room; what is kept of it outlives the room, and can be taken back anywhere. */
function muteForOneself(caller: Caller, target: string, muted: boolean): Handled<object> {
  const { connection, rooms, mutes } = caller;
  const { id } = connection.player;
  const room = rooms.of(id)?.room;
  if (muted && !(room && isMember(room, target))) {
    return fail(refuse('player/not-found', 'Nobody of this id is in a room with you.'));
  }
  return kept(caller, mutes.set(id, target, muted));
}
