import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadSecret } from '../../server/identity/secret.ts';
import { createTokens, TOKEN_DAYS } from '../../server/identity/tokens.ts';
import { VirtualClock } from '../support/virtualClock.ts';

const SECRET = new TextEncoder().encode('a secret of at least 32 characters');
const ANN = { id: 'ann-id', name: 'Änn 🇩🇪' };
const DAY_MS = 86_400_000;

function begin(secret = SECRET) {
  const clock = new VirtualClock();
  return { clock, tokens: createTokens(secret, clock) };
}

/** A token as somebody else might make one. */
function forge(
  change: (token: SignJWT) => SignJWT = (token) => token,
  alg = 'HS256',
  secret = SECRET,
): Promise<string> {
  const token = new SignJWT({ name: 'Ann' })
    .setProtectedHeader({ alg })
    .setIssuer('muster')
    .setSubject('ann-id')
    .setExpirationTime(4_000_000_000);
  return change(token).sign(secret);
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('tokens', () => {
  test('[ID-1] name the player whom they were issued to, until the time they say', async () => {
    const { clock, tokens } = begin();
    const { token, expiresAt } = await tokens.issue(ANN);
    expect(await tokens.verify(token)).toEqual({ ok: true, value: ANN });
    expect(Math.abs(Date.parse(expiresAt) - clock.now() - TOKEN_DAYS * DAY_MS)).toBeLessThanOrEqual(1000);
  });

  test('[ID-3] count until the last second and have expired after it', async () => {
    const { clock, tokens } = begin();
    const { token, expiresAt } = await tokens.issue(ANN);
    clock.advance(Date.parse(expiresAt) - clock.now() - 1000);
    expect(await tokens.verify(token)).toMatchObject({ ok: true });
    clock.advance(1000);
    expect(await tokens.verify(token)).toMatchObject({ ok: false, error: { code: 'auth/expired' } });
  });

  test('count at every node that has the secret', async () => {
    const { token } = await begin().tokens.issue(ANN);
    expect(await begin().tokens.verify(token)).toEqual({ ok: true, value: ANN });
  });

  test('the forger of these tests can make a good one', async () => {
    expect(await begin().tokens.verify(await forge())).toEqual({ ok: true, value: { id: 'ann-id', name: 'Ann' } });
  });
});

describe('what is no token is auth/invalid', () => {
  const otherSecret = new TextEncoder().encode('another secret of 32 characters..');
  const none = `${part({ alg: 'none' })}.${part({ sub: 'ann-id', name: 'Ann', iss: 'muster', exp: 4e9 })}.`;
  const bad: [string, () => Promise<string> | string][] = [
    ['nothing', () => ''],
    ['any text', () => 'let me in'],
    ['three empty parts', () => '..'],
    ['five parts', () => 'a.b.c.d.e'],
    ['a null character', () => '\0'],
    ['half a character', () => '\ud83d'],
    ['a huge text', () => 'x'.repeat(10_000_000)],
    ['a good one followed by a huge text', async () => (await forge()) + 'x'.repeat(5000)],
    ['a huge one that we signed', () => forge((token) => token.setJti('x'.repeat(3000)))],
    ['one that another secret signed', () => forge(undefined, 'HS256', otherSecret)],
    ['one of another algorithm, with our secret', () => forge(undefined, 'HS512')],
    ['one that says it needs no signature', () => none],
    ['one that says NONE', () => none.replace(part({ alg: 'none' }), part({ alg: 'NONE' }))],
    ['one without its signature', async () => (await forge()).replace(/[^.]+$/, '')],
    ['one of another issuer', () => forge((token) => token.setIssuer('elsewhere'))],
    [
      'one that names nobody',
      () =>
        new SignJWT({ name: 'Ann' })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('muster')
          .setExpirationTime(4e9)
          .sign(SECRET),
    ],
    [
      'one that never expires',
      () =>
        new SignJWT({ name: 'Ann' })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('muster')
          .setSubject('ann-id')
          .sign(SECRET),
    ],
    ['one that does not count yet', () => forge((token) => token.setNotBefore(3_999_999_999))],
    [
      'one that has expired and that another secret signed',
      () => forge((token) => token.setExpirationTime(1), 'HS256', otherSecret),
    ],
  ];
  test.each(bad)('[ID-3] %s', async (_, make) => {
    expect(await begin().tokens.verify(await make())).toMatchObject({ ok: false, error: { code: 'auth/invalid' } });
  });

  test('[ID-3] a good one with any of its characters changed, or any of its claims', async () => {
    const { tokens } = begin();
    const { token } = await tokens.issue(ANN);
    const [head, , signature] = token.split('.');
    const other = `${head}.${part({ sub: 'ben-id', name: 'Ben', iss: 'muster', exp: 4e9 })}.${signature}`;
    expect(await tokens.verify(other)).toMatchObject({ error: { code: 'auth/invalid' } });
    // The last character carries bits that base64 drops, so some changes of it say the same.
    for (let at = 0; at < token.length - 1; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(await tokens.verify(changed), `character ${at}`).toMatchObject({ error: { code: 'auth/invalid' } });
    }
  });
});

describe('the secret', () => {
  function useFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'muster-secret-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return folder;
  }

  test('is made at the first start, readable by its owner alone, and kept', () => {
    const folder = join(useFolder(), 'data', 'of muster');
    const first = loadSecret(undefined, folder);
    expect(first).toHaveLength(32);
    const file = join(folder, 'token-secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(loadSecret(undefined, folder)).toEqual(first);
  });

  test('differs from server to server', () => {
    expect(loadSecret(undefined, useFolder())).not.toEqual(loadSecret(undefined, useFolder()));
  });

  test('is closed to others again when somebody opened it', () => {
    const folder = useFolder();
    loadSecret(undefined, folder);
    chmodSync(join(folder, 'token-secret'), 0o644);
    loadSecret(undefined, folder);
    expect(statSync(join(folder, 'token-secret')).mode & 0o777).toBe(0o600);
  });

  test('that is given counts, and nothing is written', () => {
    const folder = join(useFolder(), 'data');
    expect(loadSecret('given', folder)).toEqual(new TextEncoder().encode('given'));
    expect(() => statSync(folder)).toThrow('ENOENT');
  });

  test.each([
    ['', 'an empty file'],
    ['abc', 'a short one'],
    [`${'g'.repeat(64)}`, 'other letters'],
  ])('is not taken from %j: %s says so instead of signing with it', (content) => {
    const folder = useFolder();
    writeFileSync(join(folder, 'token-secret'), content);
    expect(() => loadSecret(undefined, folder)).toThrow('token-secret holds no secret');
  });
});
