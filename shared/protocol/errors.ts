import { z } from 'zod';

/** Every code that a client may meet. Stable: a code is added, never renamed. */
export const ERROR_CODES = [
  'auth/missing',
  'auth/invalid',
  'auth/expired',
  'session/replaced',
  'origin/refused',
  'name/invalid',
  'input/invalid',
  'input/unknown-event',
  'rate/limited',
  'room/not-found',
  'room/full',
  'room/locked',
  'room/banned',
  'room/not-member',
  'room/not-host',
  'room/wrong-status',
  'room/already-in-another',
  'room/moved',
  'game/unknown',
  'queue/already-queued',
  'chat/muted',
  'player/not-found',
  'match/not-found',
  'match/outdated',
  'match/abandoned',
  'server/full',
  'server/draining',
  'server/unavailable',
  'server/internal',
  'http/not-found',
  'http/too-large',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

const issue = z.object({ path: z.string(), message: z.string() });

/** Why a call was refused. `issues` name the fields, `retryAfterMs` says when to try again, `id` finds a bug in the log. */
export const refusal = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  issues: z.array(issue).optional(),
  retryAfterMs: z.number().optional(),
  id: z.string().optional(),
});
export type Refusal = z.infer<typeof refusal>;

export function refuse(code: ErrorCode, message: string, more: Omit<Refusal, 'code' | 'message'> = {}): Refusal {
  return { code, message, ...more };
}

/** What an ack carries, and what the SDK hands on. */
export type Answer<T extends object = object> = ({ ok: true } & T) | { ok: false; error: Refusal };

/** `input/invalid` about one field. */
export function refuseField(path: string, message: string): Refusal {
  return refuse('input/invalid', `${path}: ${message}`, { issues: [{ path, message }] });
}

/** A huge input can be wrong in as many places, and zod repeats what it did not know: an answer stays short. */
const MOST_ISSUES = 10;
const LONGEST_MESSAGE = 200;

/** A zod error as `input/invalid`, an issue a field. */
export function refuseInput(error: z.ZodError, what: string): Refusal {
  const issues = error.issues.slice(0, MOST_ISSUES).map(({ path, message }) => ({
    path: path.map(String).join('.').slice(0, LONGEST_MESSAGE),
    message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message,
  }));
  const first = issues[0];
  const where = first?.path ? `${what}: ${first.path}: ` : `${what}: `;
  return refuse('input/invalid', where + (first?.message ?? 'not as the protocol says'), { issues });
}
