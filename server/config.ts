import { customAlphabet } from 'nanoid';
import { compile } from 'proxy-addr';
import { z } from 'zod';
import { fail, ok, type Result } from '../shared/core/result.ts';
import { LOG_LEVELS } from './ops/log.ts';

const nodeName = customAlphabet('abcdefghijkmnpqrstuvwxyz23456789', 8);

function whole(low: number, high: number, preset: number, what = '') {
  const says = `a whole number from ${low} to ${high}${what}`;
  return z
    .string()
    .regex(/^\d+$/, says)
    .transform(Number)
    .refine((n) => n >= low && n <= high, says)
    .default(preset);
}

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean),
);

const origins = list
  .refine((list) => list.every(isOrigin), 'origins separated by commas, such as https://play.example.org')
  .optional();

const regions = list
  .refine(
    (list) => list.length <= 16 && list.every((one) => /^[a-z0-9-]{1,32}$/.test(one)),
    'at most 16 names of lower case letters, digits and dashes, separated by commas',
  )
  .default([]);

/** `true`, `false`, a number of proxies, or their addresses: what Express takes for `trust proxy`. */
const trustProxy = z
  .string()
  .transform((text) => (text === 'true' ? true : text === 'false' ? false : /^\d+$/.test(text) ? Number(text) : text))
  .refine(
    (value) => typeof value !== 'string' || isAddressList(value),
    'true, false, a number of proxies, or their addresses separated by commas',
  )
  .default(false);

/** `[CF-1]`: the environment by the names it has there. Every one is optional. */
const environment = z.object({
  PORT: whole(0, 65_535, 3000, '; 0 picks a free port'),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATA_DIR: z.string().min(1).default('./data'),
  NODE_ID: z
    .string()
    .regex(/^[\w.-]{1,64}$/, '1 to 64 letters, digits, dots, dashes or underscores')
    .default(nodeName),
  TOKEN_SECRET: z.string().refine(isSecret, 'at least 32 characters, and not the same few again and again').optional(),
  ALLOWED_ORIGINS: origins,
  TRUST_PROXY: trustProxy,
  PING_INTERVAL_MS: whole(100, 300_000, 2500),
  PING_TIMEOUT_MS: whole(100, 300_000, 2500),
  GRACE_MATCH_MS: whole(0, 3_600_000, 60_000),
  GRACE_LOBBY_MS: whole(0, 3_600_000, 30_000),
  QUEUE_BOTS_MS: whole(0, 3_600_000, 20_000),
  REGIONS: regions,
  DRAIN_MS: whole(0, 600_000, 10_000),
  MAX_CONNECTIONS: whole(1, 1_000_000, 10_000),
  KEEP_CHAT_DAYS: whole(1, 36_500, 30),
  KEEP_CHAT_LINES: whole(1000, 1_000_000_000, 1_000_000),
  KEEP_REPLAY_DAYS: whole(1, 36_500, 90),
  KEEP_REPLAYS: whole(0, 1_000_000_000, 50_000),
  RATE_SCALE: z
    .string()
    .transform(Number)
    .refine((n) => Number.isFinite(n) && n > 0, 'a number above 0')
    .default(1),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

export type Config = z.infer<typeof environment>;

/** The configuration, or a line for each bad variable: its name, what it should be and what it is. An empty one counts as unset. */
export function readConfig(env: NodeJS.ProcessEnv): Result<Config, string[]> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  return fail(
    parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      const value = name.includes('SECRET') ? 'not shown' : JSON.stringify(env[name]);
      return `${name}: should be ${message}; it is ${value}`;
    }),
  );
}

const LEAST_DIFFERENT = 5;

/** Whoever guesses the secret can be anyone. */
function isSecret(text: string): boolean {
  return text.length >= 32 && new Set(text).size >= LEAST_DIFFERENT;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function isAddressList(text: string): boolean {
  try {
    compile(text.split(',').map((one) => one.trim()));
    return true;
  } catch {
    return false;
  }
}
