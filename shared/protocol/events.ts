import type { z } from 'zod';
import type { Answer } from './errors.ts';
import { clockSync, type Keyframe, type MatchEnd, type MatchInfo } from './match.ts';
import {
  nothing,
  type RoomDocument,
  roomBot,
  type roomClosed,
  roomConfigure,
  roomCreate,
  roomJoin,
  roomReady,
} from './room.ts';

/** The acked events of a client, by name: what each takes. `match:input` stands apart, it has two arguments. */
export const calls = {
  'room:create': roomCreate,
  'room:join': roomJoin,
  'room:leave': nothing,
  'room:ready': roomReady,
  'room:configure': roomConfigure,
  'room:start': nothing,
  'room:bot': roomBot,
  'room:rematch': nothing,
  'match:resync': nothing,
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
  'room:bot': object;
  'room:rematch': object;
  'match:resync': { keyframe: Keyframe };
  'clock:sync': { sent: number; received: number };
}
export type CallAnswer<Name extends CallName> = Answer<CallAnswers[Name]>;

export type ClientEvents = {
  [Name in CallName]: (payload: CallPayload<Name>, ack: (answer: CallAnswer<Name>) => void) => void;
} & {
  'match:input': (seq: number, input: unknown) => void;
};

/** What the server says unasked. A packed tick is base64 text; see `protocol/tick.ts`. */
export interface ServerEvents {
  'room:update': (news: { room: RoomDocument }) => void;
  'room:closed': (news: z.infer<typeof roomClosed>) => void;
  'match:start': (news: { match: MatchInfo }) => void;
  'match:tick': (tick: Keyframe) => void;
  'match:end': (news: MatchEnd) => void;
  'session:replaced': (news: { code: string }) => void;
  'server:draining': (news: { message: string }) => void;
}
