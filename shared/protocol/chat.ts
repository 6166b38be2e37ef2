import { z } from 'zod';

export const CHAT_LENGTH = 500;
export const CHAT_PAGE = 100;

/** One line of a room's chat. `id` grows by one within the room, and orders the lines. `text` is plain text: show it as such. */
export const chatMessage = z.object({
  id: z.int(),
  /** Server milliseconds. */
  at: z.number(),
  kind: z.enum(['player', 'system']),
  /** Who said it, or whom a system line is about; `name` as it was then. */
  playerId: z.string(),
  name: z.string(),
  text: z.string(),
  /** What a system line tells of; its `text` says the same in English. */
  event: z.enum(['joined', 'left', 'kicked', 'banned', 'dropped', 'host']).optional(),
  /** As the sender gave it. */
  nonce: z.string().optional(),
});
export type ChatMessage = z.infer<typeof chatMessage>;

/** Visible text; line breaks are kept. Invisible and direction-changing characters would let it lie about who said what. */
const text = z
  .string()
  .trim()
  .min(1)
  .max(CHAT_LENGTH)
  .regex(
    /^(?:[^\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|[\n\t])*$/u,
    'a message is visible text',
  );
const nonce = z.string().min(1).max(64);

/** `nonce`: the sender's own mark; sent again with the same one, a message is not said twice. */
export const chatSend = z.strictObject({ text, nonce: nonce.optional() });
/** Before the message of that id, newest last; without it the newest ones. */
export const chatHistory = z.strictObject({
  before: z.int().min(0).optional(),
  limit: z.int().min(1).max(CHAT_PAGE).optional(),
});
export const chatRead = z.strictObject({ upTo: z.int().min(0) });
export const chatTyping = z.strictObject({ typing: z.boolean() });
/** For oneself; `everyone`: for the whole room, host only. */
export const chatMute = z.strictObject({
  playerId: z.string().min(1).max(64),
  muted: z.boolean(),
  everyone: z.boolean().optional(),
});

/** How far each member has read, by player. */
export type ReadReceipts = { readonly [playerId: string]: number };
