import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { ChatMessage, ReadReceipts } from '../../shared/protocol/chat.ts';
import { type Refusal, refuseField } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Clock } from '../ops/clock.ts';
import { type Allowance, createCredit } from '../ops/credit.ts';
import { censor } from './censor.ts';
import { type Mutes, mutesChannel } from './mutes.ts';
import type { Connection, Wire } from './wire.ts';

/**
 * A room's chat: a log of lines that are numbered from 1. Bounded: the oldest lines are forgotten, and who was away for longer
 * than they reach misses them.
 */
export interface RoomChat {
  /** The line, said to all members. With a nonce that this player used before it is the line of then. */
  say(player: Player, text: string, nonce?: string): ChatMessage;
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
}

export const KEPT_LINES = 200;
/** A room tells so many system lines, or someone who only came and went could push all else out. */
const SYSTEM_LINES: Allowance = { perSecond: 0.25, burst: 60 };

export function createRoomChat(channel: string, wire: Wire, clock: Clock, mutes: Mutes): RoomChat {
  /** With the exact moment: members are told whole milliseconds, and much can happen within one. */
  const said: { readonly message: ChatMessage; readonly at: number }[] = [];
  const systemLines = createCredit(SYSTEM_LINES, clock);
  const read = new Map<string, number>();
  /** The last line that each member who is away is sure to have. */
  const had = new Map<string, number>();
  let lastId = 0;

  function add(line: Omit<ChatMessage, 'id' | 'at'>): ChatMessage {
    const at = clock.now();
    const message = { id: ++lastId, at: Math.floor(at), ...line };
    said.push({ message, at });
    if (said.length > KEPT_LINES) said.shift();
    wire.tell(channel, 'chat:message', { message }, line.kind === 'player' ? mutesChannel(line.playerId) : undefined);
    return message;
  }

  const shownTo = (playerId: string) => {
    const muted = mutes.of(playerId);
    return said.map(({ message }) => message).filter((line) => line.kind === 'system' || !muted.has(line.playerId));
  };

  return {
    say(player, text, nonce) {
      const known =
        nonce && said.findLast(({ message: { playerId, nonce: mark } }) => playerId === player.id && mark === nonce);
      if (known) return known.message;
      const line = { kind: 'player', playerId: player.id, name: player.name, text: censor(text) } as const;
      return add(nonce === undefined ? line : { ...line, nonce });
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
      if (upTo > lastId) return fail(refuseField('upTo', `the last message is ${lastId}`));
      if (upTo <= (read.get(playerId) ?? 0)) return ok(null);
      read.set(playerId, upTo);
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
    leave(playerId, heard) {
      const last = said.findLast(({ at }) => at <= heard)?.message.id;
      had.set(playerId, last ?? (said[0]?.message.id ?? 1) - 1);
    },
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
