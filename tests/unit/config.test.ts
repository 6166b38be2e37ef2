import { describe, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';

function take(env: Record<string, string | undefined>) {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.error.join('\n'));
  return read.value;
}

function complaints(env: Record<string, string>): string[] {
  const read = readConfig(env);
  return read.ok ? [] : read.error;
}

const KEPT_SECRET = 'abcdefgh'.repeat(4);

test('[CF-1] nothing has to be set', () => {
  expect(take({})).toEqual({
    PORT: 3000,
    HOST: '0.0.0.0',
    DATA_DIR: './data',
    NODE_ID: expect.stringMatching(/^[\w.-]{1,64}$/),
    TRUST_PROXY: false,
    PING_INTERVAL_MS: 2500,
    PING_TIMEOUT_MS: 2500,
    GRACE_MATCH_MS: 60_000,
    GRACE_LOBBY_MS: 30_000,
    QUEUE_BOTS_MS: 20_000,
    REGIONS: [],
    DRAIN_MS: 10_000,
    MAX_CONNECTIONS: 10_000,
    KEEP_CHAT_DAYS: 30,
    KEEP_CHAT_LINES: 1_000_000,
    KEEP_REPLAY_DAYS: 90,
    KEEP_REPLAYS: 50_000,
    RATE_SCALE: 1,
    LOG_LEVEL: 'info',
  });
});

test('[CF-1] two nodes without a name have two', () => {
  expect(take({}).NODE_ID).not.toBe(take({}).NODE_ID);
});

describe('values that are taken', () => {
  const good: [string, string, unknown][] = [
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['HOST', '::1', '::1'],
    ['DATA_DIR', '/var/lib/muster', '/var/lib/muster'],
    ['NODE_ID', 'node-1.eu_west', 'node-1.eu_west'],
    ['NODE_ID', 'n'.repeat(64), 'n'.repeat(64)],
    ['TOKEN_SECRET', KEPT_SECRET, KEPT_SECRET],
    ['ALLOWED_ORIGINS', 'https://a.example', ['https://a.example']],
    ['ALLOWED_ORIGINS', ' https://a.example , http://localhost:5173 ,', ['https://a.example', 'http://localhost:5173']],
    ['TRUST_PROXY', 'true', true],
    ['TRUST_PROXY', 'false', false],
    ['TRUST_PROXY', '2', 2],
    ['TRUST_PROXY', 'loopback, 10.0.0.0/8,::1', 'loopback, 10.0.0.0/8,::1'],
    ['PING_INTERVAL_MS', '100', 100],
    ['PING_TIMEOUT_MS', '300000', 300_000],
    ['GRACE_MATCH_MS', '0', 0],
    ['GRACE_LOBBY_MS', '3600000', 3_600_000],
    ['DRAIN_MS', '0', 0],
    ['MAX_CONNECTIONS', '1', 1],
    ['RATE_SCALE', '0.5', 0.5],
    ['RATE_SCALE', '1000', 1000],
    ['LOG_LEVEL', 'silent', 'silent'],
  ];
  test.each(good)('[CF-1] %s=%s', (name, text, value) => {
    expect(take({ [name]: text })).toMatchObject({ [name]: value });
  });

  test('[CF-1] an empty one, and one that is not set, count as unset', () => {
    for (const name of Object.keys(take({}))) expect(complaints({ [name]: '' }), name).toEqual([]);
    expect(take({ PORT: '', TOKEN_SECRET: '', ALLOWED_ORIGINS: '', HOST: undefined })).toMatchObject({ PORT: 3000 });
  });

  test('[CF-1] others of the environment are none of ours', () => {
    expect(take({ PATH: '/bin', HOME: '/' })).not.toHaveProperty('PATH');
  });
});

describe('bad values: one line that names the variable, what it should be and what it is', () => {
  const bad: [string, string, RegExp][] = [
    ['PORT', 'http', /a whole number from 0 to 65535; 0 picks a free port/],
    ['PORT', '65536', /from 0 to 65535/],
    ['PORT', '-1', /from 0 to 65535/],
    ['PORT', '80.5', /from 0 to 65535/],
    ['PORT', '3000 ', /from 0 to 65535/],
    ['PORT', '0x50', /from 0 to 65535/],
    ['NODE_ID', 'a b', /1 to 64 letters, digits, dots, dashes or underscores/],
    ['NODE_ID', 'n'.repeat(65), /1 to 64/],
    ['NODE_ID', 'a\nb', /1 to 64/],
    ['ALLOWED_ORIGINS', 'a.example', /origins separated by commas, such as https:/],
    ['ALLOWED_ORIGINS', 'https://a.example/', /origins separated by commas/],
    ['ALLOWED_ORIGINS', '*', /origins separated by commas/],
    ['ALLOWED_ORIGINS', 'https://a.example https://b.example', /origins separated by commas/],
    ['TRUST_PROXY', 'yes', /true, false, a number of proxies, or their addresses/],
    ['TRUST_PROXY', '-1', /true, false/],
    ['TRUST_PROXY', 'proxy.example', /true, false/],
    ['TRUST_PROXY', 'dead', /true, false/],
    ['TRUST_PROXY', '1.2.3', /true, false/],
    ['TRUST_PROXY', '300.1.1.1', /true, false/],
    ['TRUST_PROXY', '10.0.0.0/99', /true, false/],
    ['PING_INTERVAL_MS', '99', /from 100 to 300000/],
    ['PING_TIMEOUT_MS', '300001', /from 100 to 300000/],
    ['GRACE_MATCH_MS', '-5', /from 0 to 3600000/],
    ['GRACE_LOBBY_MS', '1e3', /from 0 to 3600000/],
    ['DRAIN_MS', 'soon', /from 0 to 600000/],
    ['MAX_CONNECTIONS', '0', /from 1 to 1000000/],
    ['RATE_SCALE', '0', /a number above 0/],
    ['RATE_SCALE', '-1', /a number above 0/],
    ['RATE_SCALE', 'fast', /a number above 0/],
    ['RATE_SCALE', 'Infinity', /a number above 0/],
    ['LOG_LEVEL', 'loud', /one of fatal, error, warn, info, debug, trace, silent/],
  ];
  test.each(bad)('[CF-1] %s=%j', (name, text, says) => {
    const lines = complaints({ [name]: text });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(says);
    expect(lines[0]!.startsWith(`${name}: should be `)).toBe(true);
    expect(lines[0]).toContain(JSON.stringify(text));
    expect(lines[0]).not.toContain('\n');
  });

  test('[CF-1] a secret that is too short is not shown', () => {
    expect(complaints({ TOKEN_SECRET: 'x'.repeat(64) })).toHaveLength(1);
    const lines = complaints({ TOKEN_SECRET: 'hunter2' });
    expect(lines).toEqual([
      'TOKEN_SECRET: should be at least 32 characters, and not the same few again and again; it is not shown',
    ]);
  });

  test('[CF-1] each bad variable has its line', () => {
    const lines = complaints({ PORT: 'x', LOG_LEVEL: 'x', HOST: 'ok', RATE_SCALE: 'x' });
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(['LOG_LEVEL', 'PORT', 'RATE_SCALE']);
  });
});
