import type { z } from 'zod';
import { type ChatMessage, chatHistory, chatMute, chatRead, chatSend, type ReadReceipts } from './chat.ts';
import type { Answer } from './errors.ts';
import { lobbyWatch, type Notice, playerInvite } from './lobby.ts';
import {
  clockSync,
  type InputAbout,
  type Keyframe,
  type MatchEnd,
  type MatchInfo,
  type MatchSeats,
  type Tick,
} from './match.ts';
import { type QueueMatched, type QueueUpdate, queueJoin } from './queue.ts';
import {
  nothing,
  type RoomDocument,
  type RoomSummary,
  roomBot,
  type roomClosed,
  roomConfigure,
  roomCreate,
  roomJoin,
  roomKick,
  type roomKicked,
  roomReady,
  roomSeat,
  roomTransfer,
} from './room.ts';

/** The acked events of a client, by name: what each takes. `match:input` stands apart, it has two arguments; `chat:typing` has no answer. */
export const calls = {
  'room:create': roomCreate,
  'room:join': roomJoin,
  'room:leave': nothing,
  'room:ready': roomReady,
  'room:configure': roomConfigure,
  'room:start': nothing,
  'room:kick': roomKick,
  'room:transfer': roomTransfer,
  'room:bot': roomBot,
  'room:seat': roomSeat,
  'room:rematch': nothing,
  'queue:join': queueJoin,
  'queue:leave': nothing,
  'chat:send': chatSend,
  'chat:history': chatHistory,
  'chat:read': chatRead,
  'chat:mute': chatMute,
  'match:resync': nothing,
  'player:invite': playerInvite,
  'lobby:watch': lobbyWatch,
  'lobby:unwatch': nothing,
  'clock:sync': clockSync,
} as const;

export type CallName = keyof typeof calls;
export type CallPayload<Name extends CallName> = z.input<(typeof calls)[Name]>;

/** What each call answers when it is granted. */
export interface CallAnswers {
  'room:create': { room: RoomDocument };
  'room:join': { room: RoomDocument; seat?: number; match?: MatchInfo; result?: MatchEnd };
  'room:leave': object;
  'room:ready': object;
  'room:configure': object;
  'room:start': object;
  'room:kick': object;
  'room:transfer': object;
  'room:bot': object;
  'room:seat': object;
  'room:rematch': object;
  'queue:join': { ticket: string };
  'queue:leave': object;
  'chat:send': { message: ChatMessage };
  'chat:history': { messages: ChatMessage[]; read: ReadReceipts; muted: string[] };
  'chat:read': object;
  'chat:mute': object;
  'match:resync': { keyframe: Keyframe };
  'player:invite': object;
  'lobby:watch': { rooms: RoomSummary[] };
  'lobby:unwatch': object;
  'clock:sync': { sent: number; received: number };
}
export type CallAnswer<Name extends CallName> = Answer<CallAnswers[Name]>;

export type ClientEvents = {
  [Name in CallName]: (payload: CallPayload<Name>, ack: (answer: CallAnswer<Name>) => void) => void;
} & {
  'match:input': (seq: number, input: unknown, about?: InputAbout) => void;
  /** What `protocol/frames.ts` describes; it travels as one binary message, without a name. */
  'match:frame': (bytes: Uint8Array) => void;
  'chat:typing': (payload: { typing: boolean }) => void;
};

/** What the server says unasked. A packed tick is base64 text or, to who asked for it, its bytes; see `protocol/tick.ts`. */
export interface ServerEvents {
  'room:update': (news: { room: RoomDocument }) => void;
  'room:closed': (news: z.infer<typeof roomClosed>) => void;
  /** The host has removed this player; `ban`: for good. */
  'room:kicked': (news: z.infer<typeof roomKicked>) => void;
  'match:start': (news: { match: MatchInfo }) => void;
  'match:seats': (news: MatchSeats) => void;
  'match:tick': (tick: Tick) => void;
  'match:end': (news: MatchEnd) => void;
  'chat:message': (news: { message: ChatMessage }) => void;
  'chat:typing': (news: { playerId: string; name: string; typing: boolean }) => void;
  'chat:read': (news: { playerId: string; upTo: number }) => void;
  'lobby:rooms': (news: { changed: RoomSummary[]; removed: string[] }) => void;
  'queue:update': (news: QueueUpdate) => void;
  'queue:matched': (news: QueueMatched) => void;
  presence: (news: { online: number }) => void;
  'session:replaced': (news: { code: string }) => void;
  'server:draining': (news: { message: string }) => void;
  'server:notice': (news: Notice) => void;
}
