import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createOrigins } from '../../server/identity/origins.ts';
import { createPlayers } from '../../server/identity/players.ts';
import { createTokens } from '../../server/identity/tokens.ts';
import { COOKIE, createVerifier } from '../../server/identity/verifier.ts';
import { useStore } from '../support/store.ts';
import { VirtualClock } from '../support/virtualClock.ts';

type Headers = { [name: string]: string | string[] };
/** Of a request, its headers are all that is looked at. */
const request = (headers: Headers) => ({ headers }) as unknown as IncomingMessage;

const HOST = 'play.example:3000';

describe('which origins are allowed', () => {
  const none = createOrigins(undefined, false);
  const listed = createOrigins(['https://other.example'], false);
  const proxied = createOrigins(undefined, true);
  const table: [string, typeof none, Headers, boolean][] = [
    ['a program, which sends none', none, { host: HOST }, true],
    ["the server's own", none, { host: HOST, origin: `http://${HOST}` }, true],
    ["the server's own behind a proxy that ends TLS", none, { host: HOST, origin: `https://${HOST}` }, true],
    ['the own one at the default port', none, { host: 'a.example', origin: 'https://a.example' }, true],
    ['another port', none, { host: HOST, origin: 'http://play.example:4000' }, false],
    ['another site', none, { host: HOST, origin: 'https://evil.example' }, false],
    ['a site whose name begins with ours', none, { host: HOST, origin: `http://${HOST}.evil.example` }, false],
    ['a site with our name as its user', none, { host: HOST, origin: `http://${HOST}@evil.example` }, false],
    ['a site under ours', none, { host: 'a.example', origin: 'https://b.a.example' }, false],
    ['a sandboxed page', none, { host: HOST, origin: 'null' }, false],
    ['nonsense', none, { host: HOST, origin: 'nonsense' }, false],
    ['an empty one', none, { host: HOST, origin: '' }, false],
    ['one that is listed', listed, { host: HOST, origin: 'https://other.example' }, true],
    ["the server's own, beside a list", listed, { host: HOST, origin: `http://${HOST}` }, true],
    ['one that is not listed', listed, { host: HOST, origin: 'https://third.example' }, false],
    ['a listed one by another scheme', listed, { host: HOST, origin: 'http://other.example' }, false],
    [
      'a forwarded host, without trust',
      none,
      { host: 'inner:1', 'x-forwarded-host': 'a.example', origin: 'https://a.example' },
      false,
    ],
    [
      'a forwarded host, with trust',
      proxied,
      { host: 'inner:1', 'x-forwarded-host': 'a.example', origin: 'https://a.example' },
      true,
    ],
    [
      'the first of several',
      proxied,
      { host: 'inner:1', 'x-forwarded-host': 'a.example, inner:2', origin: 'https://a.example' },
      true,
    ],
    [
      'the inner host, when another is forwarded',
      proxied,
      { host: 'inner:1', 'x-forwarded-host': 'a.example', origin: 'http://inner:1' },
      false,
    ],
    ['the inner host, when none is forwarded', proxied, { host: 'inner:1', origin: 'http://inner:1' }, true],
  ];
  test.each(table)('[ID-3] %s: %#', (_, origins, headers, allowed) => {
    expect(origins.allows(request(headers))).toBe(allowed);
  });
});

describe('when a cookie counts', () => {
  const origins = createOrigins(['https://other.example'], false);
  const table: [string, Headers, boolean][] = [
    ['a page of our own', { host: HOST, 'sec-fetch-site': 'same-origin' }, true],
    ['an address that somebody typed', { host: HOST, 'sec-fetch-site': 'none' }, true],
    ['a program', { host: HOST }, true],
    ['a picture or a form of another site', { host: HOST, 'sec-fetch-site': 'cross-site' }, false],
    ['a page of a site beside ours', { host: HOST, 'sec-fetch-site': 'same-site' }, false],
    ['a script of another site', { host: HOST, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
    ['a listed site', { host: HOST, origin: 'https://other.example', 'sec-fetch-site': 'cross-site' }, true],
  ];
  test.each(table)('[ID-2] %s', (_, headers, counts) => {
    expect(origins.allowsCookie(request(headers))).toBe(counts);
  });
});

describe('who makes a request', () => {
  async function begin() {
    const players = createPlayers((await useStore()).db, new VirtualClock(), () => {});
    const tokens = createTokens(new TextEncoder().encode('x'.repeat(32)), new VirtualClock());
    const verify = createVerifier(tokens, players, createOrigins(undefined, false));
    const tokenOf = async (name: string) => {
      const made = await players.create(name);
      if (!made.ok) throw new Error('unreachable');
      return (await tokens.issue(made.value)).token;
    };
    const [ann, ben, cleo] = await Promise.all(['Ann', 'Ben', 'Cleo'].map(tokenOf));
    return { verify, players, ann: ann!, ben: ben!, cleo: cleo! };
  }

  test("[ID-2] the handshake's token, the header and the cookie all name the player, in this order", async () => {
    const { verify, ann, ben, cleo } = await begin();
    const authorization = `Bearer ${ben}`;
    const cookie = `theme=dark; ${COOKIE}=${cleo}; x`;
    const name = async (headers: Headers, token?: unknown) => {
      const verified = await verify(request({ host: HOST, ...headers }), token);
      return verified.ok ? verified.value.name : verified.error.code;
    };
    expect(await name({ authorization, cookie }, ann)).toBe('Ann');
    expect(await name({ authorization, cookie })).toBe('Ben');
    expect(await name({ authorization: authorization.replace('Bearer', 'bearer') })).toBe('Ben');
    expect(await name({ cookie })).toBe('Cleo');
    expect(await name({ cookie, origin: `http://${HOST}` })).toBe('Cleo');
  });

  test('[ID-2] the cookie does not count from an origin that is not allowed; a token does', async () => {
    const { verify, ann, cleo } = await begin();
    const headers = { host: HOST, origin: 'https://evil.example', cookie: `${COOKIE}=${cleo}` };
    expect(await verify(request(headers))).toMatchObject({ ok: false, error: { code: 'auth/missing' } });
    expect(await verify(request(headers), ann)).toMatchObject({ ok: true });
  });

  test('[ID-3] without a token it is auth/missing, and a bad one is not passed over for a good one', async () => {
    const { verify, ann } = await begin();
    const cookie = `${COOKIE}=${ann}`;
    const code = async (headers: Headers, token?: unknown) => {
      const verified = await verify(request({ host: HOST, ...headers }), token);
      return verified.ok ? 'ok' : verified.error.code;
    };
    expect(await code({})).toBe('auth/missing');
    expect(await code({}, null)).toBe('auth/missing');
    expect(await code({ authorization: 'Basic YTpi' })).toBe('auth/missing');
    expect(await code({ cookie: '=;;; %%% =x' })).toBe('auth/missing');
    for (const token of ['', 'x', 7, true, {}, [ann], { toString: () => ann }])
      expect(await code({ cookie }, token), JSON.stringify(token)).toBe('auth/invalid');
  });

  test('[ID-2] the name is the newest one, not that of the token', async () => {
    const { verify, players, ann } = await begin();
    const before = await verify(request({}), ann);
    if (before.ok) await players.rename(before.value.id, 'Anna');
    expect(await verify(request({}), ann)).toMatchObject({ ok: true, value: { name: 'Anna' } });
  });
});
