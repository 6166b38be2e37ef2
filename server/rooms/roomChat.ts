import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { ChatMessage, ReadReceipts } from '../../shared/protocol/chat.ts';
import { type Refusal, refuse, refuseField } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Clock } from '../ops/clock.ts';
import { type Allowance, createCredit } from '../ops/credit.ts';
import type { KeptChat } from '../store/chat.ts';
import type { Keeper } from '../store/keeper.ts';
import { censor } from './censor.ts';
import { type Mutes, mutesChannel } from './mutes.ts';
import type { Connection, Wire } from './wire.ts';

/**
 * A room's chat: a log of lines that are numbered from 1. A line is kept first and said then, so that whoever has heard it will
 * find it again, whatever happens to this process. Bounded: the oldest lines are forgotten, and who was away for longer than they
 * reach misses them.
 */
export interface RoomChat {
  /** The line, once it is said to all members. With a nonce that this player used before it is the line of then. */
  say(
    player: Player,
    text: string,
    nonce: string | undefined,
    then: (said: Result<ChatMessage, Refusal>) => void,
  ): void;
  tell(event: NonNullable<ChatMessage['event']>, about: { readonly playerId: string; readonly name: string }): void;
  /** Up to `limit` lines before the one with that id, newest last; without those of whom the reader has muted. */
  history(playerId: string, before: number | undefined, limit: number): ChatMessage[];
  markRead(playerId: string, upTo: number): Result<null, Refusal>;
  /** How far each member has read. */
  readonly read: ReadReceipts;
  typing(connection: Connection, typing: boolean): void;
  /** This member's connection broke; it was last alive at `heard`, and may not have got what was said since. */
  leave(playerId: string, heard: number): void;
  /** `[RM-6]` Tells what was missed: lines after the one that the client names, or since it was last heard. */
  comeBack(connection: Connection, after: number | undefined): void;
  /** No member any more. */
  forget(playerId: string): void;
  /** The room is closed: lines that are still on their way are said to nobody. */
  close(): void;
}

export interface RoomChatOptions {
  readonly roomId: string;
  readonly channel: string;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly mutes: Mutes;
  readonly keeper: Keeper;
  /** What was said before the process began, and who was there then. */
  readonly kept?: KeptChat | undefined;
  readonly members?: readonly string[] | undefined;
}

export const KEPT_LINES = 200;
/** A room tells so many system lines, or someone who only came and went could push all else out. */
const SYSTEM_LINES: Allowance = { perSecond: 0.25, burst: 60 };
/** Of lines that were said just before a process died nobody knows who heard them: they are told again, and known by their ids. */
const IN_DOUBT_MS = 5000;
const UNKEPT = refuse('server/unavailable', 'Nothing can be written down just now, so this was not said.');

type Said = (said: Result<ChatMessage, Refusal>) => void;

export function createRoomChat({
  roomId,
  channel,
  wire,
  clock,
  mutes,
  keeper,
  kept,
  members,
}: RoomChatOptions): RoomChat {
  /** With the exact moment: members are told whole milliseconds, and much can happen within one. */
  const said: { readonly message: ChatMessage; readonly at: number }[] = (kept?.lines ?? []).map((message) => ({
    message,
    at: message.at,
  }));
  /** On their way to the store, and who waits for them. */
  const coming: { readonly message: ChatMessage; readonly waiting: Said[] }[] = [];
  const systemLines = createCredit(SYSTEM_LINES, clock);
  const read = new Map<string, number>(kept?.read);
  /** The last line that each member who is away is sure to have. */
  const had = new Map<string, number>();
  let lastId = said.at(-1)?.message.id ?? 0;
  // What all who were here when the process died are sure to have had.
  const sure = lastHeardBy((said.at(-1)?.at ?? 0) - IN_DOUBT_MS);
  for (const playerId of members ?? []) had.set(playerId, sure);
  let closed = false;

  function lastHeardBy(heard: number): number {
    const last = said.findLast(({ at }) => at <= heard)?.message.id;
    return last ?? (said[0]?.message.id ?? 1) - 1;
  }

  function add(line: Omit<ChatMessage, 'id' | 'at'>, then?: Said): void {
    const at = clock.now();
    const message: ChatMessage = { id: ++lastId, at: Math.floor(at), ...line };
    const entry = { message, waiting: then ? [then] : [] };
    coming.push(entry);
    keeper.line({ roomId, message }, (isKept) => {
      coming.splice(coming.indexOf(entry), 1);
      if (isKept) hear(message, at);
      // Numbers go on from the last line that anybody knows.
      else if (coming.length === 0) lastId = said.at(-1)?.message.id ?? 0;
      for (const one of entry.waiting) one(isKept ? ok(message) : fail(UNKEPT));
    });
  }

  function hear(message: ChatMessage, at: number): void {
    said.push({ message, at });
    if (said.length > KEPT_LINES) said.shift();
    if (closed) return;
    const past = message.kind === 'player' ? mutesChannel(message.playerId) : undefined;
    wire.tell(channel, 'chat:message', { message }, past);
  }

  const shownTo = (playerId: string) => {
    const muted = mutes.of(playerId);
    return said.map(({ message }) => message).filter((line) => line.kind === 'system' || !muted.has(line.playerId));
  };

  return {
    say(player, text, nonce, then) {
      const isSame = ({ message }: { message: ChatMessage }) =>
        nonce !== undefined && message.playerId === player.id && message.nonce === nonce;
      const known = said.findLast(isSame);
      if (known) return then(ok(known.message));
      const onItsWay = coming.find(isSame);
      if (onItsWay) return void onItsWay.waiting.push(then);
      const line = { kind: 'player', playerId: player.id, name: player.name, text: censor(text) } as const;
      add(nonce === undefined ? line : { ...line, nonce }, then);
    },
    tell(event, { playerId, name }) {
      if (!systemLines.spend()) return;
      add({ kind: 'system', playerId, name, text: `${name} ${SAYINGS[event]}`, event });
    },
    history: (playerId, before, limit) =>
      shownTo(playerId)
        .filter((line) => before === undefined || line.id < before)
        .slice(-limit),
    markRead(playerId, upTo) {
      const last = said.at(-1)?.message.id ?? 0;
      if (upTo > last) return fail(refuseField('upTo', `the last message is ${last}`));
      if (upTo <= (read.get(playerId) ?? 0)) return ok(null);
      read.set(playerId, upTo);
      keeper.read({ roomId, playerId, upTo });
      wire.tell(channel, 'chat:read', { playerId, upTo });
      return ok(null);
    },
    get read() {
      return Object.fromEntries(read);
    },
    typing(connection, typing) {
      const { id: playerId, name } = connection.player;
      wire.tellOthers(connection, channel, 'chat:typing', { playerId, name, typing }, mutesChannel(playerId));
    },
    leave: (playerId, heard) => void had.set(playerId, lastHeardBy(heard)),
    comeBack(connection, after) {
      const { id } = connection.player;
      const last = after ?? had.get(id) ?? lastId;
      had.delete(id);
      for (const message of shownTo(id)) if (message.id > last) connection.tell('chat:message', { message });
    },
    forget(playerId) {
      read.delete(playerId);
      had.delete(playerId);
    },
    close() {
      closed = true;
    },
  };
}

const SAYINGS: { readonly [event in NonNullable<ChatMessage['event']>]: string } = {
  joined: 'has come in.',
  left: 'has left.',
  kicked: 'was removed by the host.',
  banned: 'was banned by the host.',
  dropped: 'was away for too long.',
  host: 'is host now.',
};
