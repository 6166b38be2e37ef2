import { expect, onTestFinished, test } from 'vitest';
import { createApi } from '../../game-client/net/api.ts';
import { createClient } from '../../game-client/net/client.ts';
import type { ChatMessage } from '../../shared/protocol/chat.ts';
import { gather, granted, hear, PATIENT, settled, startMatch } from '../support/play.ts';
import { useRelay } from '../support/relay.ts';
import { useServer } from '../support/server.ts';
import { connected, joinAs, openSocket, type StockPlayer } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** What people say to each other: each line once, in order, to everyone it is for. */
type Line = { message: ChatMessage };
const say = async (player: StockPlayer, text: string, more: object = {}): Promise<ChatMessage> =>
  (await granted(player, 'chat:send', { text, ...more })).message;
const texts = (lines: readonly (Line | ChatMessage)[]) =>
  lines.map((line) => ('message' in line ? line.message : line)).map(({ text }) => text);
const isAway = (seat: number) => (news: { room: { seats: { connection?: string }[] } }) =>
  news.room.seats[seat]?.connection === 'away';

/** A new connection of a player, and what it hears before and after the answer of `room:join`. */
async function comeBack(url: string, player: StockPlayer, code: string, more: object = {}) {
  const socket = openSocket(url, { token: player.token });
  const lines = hear({ socket }, 'chat:message');
  await connected(socket);
  const joined = await socket.timeout(5000).emitWithAck('room:join', { code, ...more });
  expect(joined.ok).toBe(true);
  return { socket, lines, missed: [...lines] as Line[] };
}

test('[RM-6] a line goes to every member, the sender included, and the ack has it as it was said', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  const watcher = await joinAs(url, 'Wim');
  await granted(watcher, 'room:join', { code, as: 'spectator' });
  const stranger = await joinAs(url, 'Eve');
  const all = [host, players[1], watcher];
  const [heard, overheard] = [all.map((one) => hear(one, 'chat:message')), hear(stranger, 'chat:message')];
  const message = await say(players[1], 'Hello', { nonce: 'n1' });
  expect(message).toEqual({
    id: expect.any(Number),
    at: expect.any(Number),
    kind: 'player',
    playerId: players[1].id,
    name: 'Ben',
    text: 'Hello',
    nonce: 'n1',
  });
  await settled(...all, stranger);
  expect(heard).toEqual([[{ message }], [{ message }], [{ message }]]);
  expect(overheard).toEqual([]);
  expect((await stranger.call('chat:send', { text: 'Let me in' })).error.code).toBe('room/not-member');
});

test('[RM-6] all members get all lines once and in the same order, whoever speaks at the same time', async () => {
  const { url } = await useServer();
  const { players } = await gather(url, ['Ann', 'Ben', 'Cid', 'Dee']);
  const heard = players.map((one) => hear(one, 'chat:message'));
  const said = await Promise.all(
    players.flatMap((player) => Array.from({ length: 30 }, (_, i) => say(player, `${player.name} ${i}`))),
  );
  await settled(...players);
  const ids = heard[0]!.map(({ message }: Line) => message.id);
  expect(ids).toEqual(Array.from({ length: 120 }, (_, i) => ids[0]! + i));
  for (const one of heard) expect(one).toEqual(heard[0]);
  expect(new Set(said.map(({ id }) => id))).toEqual(new Set(ids));
  for (const { name } of players) {
    const own = texts(heard[0]!).filter((text) => text.startsWith(name));
    expect(own, 'one after the other').toEqual(Array.from({ length: 30 }, (_, i) => `${name} ${i}`));
  }
});

test('[RM-6] the history comes in pages, newest last, and keeps the last 200 lines', async () => {
  const { url } = await useServer();
  const { host } = await gather(url, ['Ann']);
  for (let i = 1; i <= 230; i++) await say(host, `line ${i}`);
  const page = (payload: object) => granted(host, 'chat:history', payload);
  const newest = await page({ limit: 3 });
  expect(texts(newest.messages)).toEqual(['line 228', 'line 229', 'line 230']);
  const before = await page({ before: newest.messages[0].id, limit: 2 });
  expect(texts(before.messages)).toEqual(['line 226', 'line 227']);
  const all: ChatMessage[] = [];
  for (let more = await page({}); more.messages.length > 0; more = await page({ before: all[0]!.id }))
    all.unshift(...more.messages);
  expect([all.length, all[0]!.text, all.at(-1)!.text]).toEqual([200, 'line 31', 'line 230']);
});

test('[RM-6] a newcomer finds the history, and system lines of who came, went, and is host', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  await granted(host, 'room:kick', { playerId: players[2]!.id });
  await granted(host, 'room:leave');
  const newcomer = await joinAs(url, 'Dee');
  await granted(newcomer, 'room:join', { code });
  const { messages } = await granted(newcomer, 'chat:history');
  const events = messages.map(({ event, name, kind }: ChatMessage) => `${kind} ${name} ${event}`);
  expect(events).toEqual([
    'system Ben joined',
    'system Cid joined',
    'system Cid kicked',
    'system Ann left',
    'system Ben host',
    'system Dee joined',
  ]);
});

test('[RM-6] a line whose ack was lost is sent again with its nonce, and said once', async () => {
  const { url, port } = await useServer();
  const relay = await useRelay(port);
  const { code, host } = await gather(url, ['Ann']);
  const ben = await joinAs(relay.url, 'Ben');
  await granted(ben, 'room:join', { code });
  const heard = hear(host, 'chat:message');
  const [said, away] = [host.next('chat:message'), host.next('room:update', isAway(1))];
  ben.socket.emit('chat:send', { text: 'Did you get this?', nonce: 'a' });
  await said;
  relay.cut();
  await away;
  const { socket } = await comeBack(url, ben, code);
  const again = () => socket.timeout(5000).emitWithAck('chat:send', { text: 'Did you get this?', nonce: 'a' });
  const [first, second] = await Promise.all([again(), again()]);
  await settled(host);
  const lines = heard.filter(({ message }: Line) => message.kind === 'player');
  expect(lines).toHaveLength(1);
  expect([first.message, second.message]).toEqual([lines[0].message, lines[0].message]);
  expect((await say(host, 'My own', { nonce: 'a' })).text, 'a nonce is the sender’s own').toBe('My own');
});

test('[RM-6] after a clean close: what was missed comes before the answer, once and in order, with and without chatAfter', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  const ben = players[1];
  await say(host, 'before');
  const last = await say(ben, 'mine');
  await settled(ben);
  const away = host.next('room:update', isAway(1));
  ben.socket.disconnect();
  await away;
  for (const text of ['one', 'two', 'three']) await say(host, text);
  const without = await comeBack(url, ben, code);
  expect(texts(without.missed)).toEqual(['one', 'two', 'three']);
  await say(host, 'live');
  await expect.poll(() => texts(without.lines)).toEqual(['one', 'two', 'three', 'live']);

  const gone = host.next('room:update', isAway(1));
  without.socket.disconnect();
  await gone;
  await say(host, 'four');
  const named = await comeBack(url, ben, code, { chatAfter: last.id });
  expect(texts(named.missed)).toEqual(['one', 'two', 'three', 'live', 'four']);
  const all = await comeBack(url, ben, code, { chatAfter: 0 });
  expect(texts(all.missed).slice(-6)).toEqual(['mine', 'one', 'two', 'three', 'live', 'four']);
  const none = await comeBack(url, ben, code, { chatAfter: 1_000_000 });
  expect(none.missed).toEqual([]);
});

test('[RM-6] after a silent death: lines that went into the dead connection come again at the return', async () => {
  const { url, port } = await useServer({ PING_INTERVAL_MS: '500', PING_TIMEOUT_MS: '500' });
  const relay = await useRelay(port);
  const { code, host } = await gather(url, ['Ann']);
  const ben = await joinAs(relay.url, 'Ben');
  await granted(ben, 'room:join', { code });
  const early = await say(host, 'arrived');
  await settled(ben);
  relay.silence();
  const away = host.next('room:update', isAway(1));
  await say(host, 'into the void');
  await away;
  await say(host, 'to nobody');
  const without = await comeBack(url, ben, code);
  expect(texts(without.missed).slice(-2)).toEqual(['into the void', 'to nobody']);
  const named = await comeBack(url, ben, code, { chatAfter: early.id });
  expect(texts(named.missed)).toEqual(['into the void', 'to nobody']);
});

test('[RM-6] a second tab of a player gets from there on what the first one did', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  const first = hear(players[1], 'chat:message');
  const { lines } = await comeBack(url, players[1], code, { chatAfter: (await say(host, 'old')).id });
  await say(host, 'new');
  await settled(players[1]);
  expect(texts(first)).toEqual(['old']);
  await expect.poll(() => texts(lines)).toEqual(['new']);
});

test('[RM-6] typing goes to all but the one who types; without an answer, and wrong ones nowhere', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const heard = players.map((one) => hear(one, 'chat:typing'));
  host.socket.emit('chat:typing', { typing: true });
  host.socket.emit('chat:typing', { typing: 'yes' });
  host.socket.emit('chat:typing', { typing: false });
  await settled(...players);
  await settled(...players);
  const about = { playerId: host.id, name: 'Ann' };
  const both = [
    { ...about, typing: true },
    { ...about, typing: false },
  ];
  expect(heard).toEqual([[], both, both]);
});

test('[RM-6] how far each has read goes to everyone, only grows, and is told with the history', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben']);
  const { id } = await say(host, 'Read this');
  const receipts = hear(host, 'chat:read');
  await granted(players[1], 'chat:read', { upTo: id });
  await granted(players[1], 'chat:read', { upTo: id - 1 });
  await granted(players[1], 'chat:read', { upTo: id });
  await settled(host);
  expect(receipts).toEqual([{ playerId: players[1].id, upTo: id }]);
  expect((await players[1].call('chat:read', { upTo: id + 1 })).error.code).toBe('input/invalid');
  expect((await granted(host, 'chat:history')).read).toEqual({ [players[1].id]: id });
});

test('[ER-3] whom the host has muted gets chat/muted, types unseen, and is heard again when the host says so', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const [, ben, cid] = players;
  const muted = cid!.next('room:update', ({ room }) => room.muted.includes(ben.id));
  await granted(host, 'chat:mute', { playerId: ben.id, muted: true, everyone: true });
  await muted;
  const [lines, typing] = [hear(cid!, 'chat:message'), hear(cid!, 'chat:typing')];
  expect((await ben.call('chat:send', { text: 'Hey!' })).error.code).toBe('chat/muted');
  ben.socket.emit('chat:typing', { typing: true });
  await settled(ben, cid!);
  expect([lines, typing]).toEqual([[], []]);
  await granted(host, 'chat:mute', { playerId: ben.id, muted: false, everyone: true });
  expect((await say(ben, 'Sorry')).text).toBe('Sorry');
  expect((await host.call('chat:mute', { playerId: 'nobody', muted: true, everyone: true })).error.code).toBe(
    'player/not-found',
  );
});

test('[RM-6] whom a player has muted is not heard by that player alone, in no room, nor in the history, nor at the return', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const [, ben, cid] = players;
  await granted(host, 'chat:mute', { playerId: ben.id, muted: true });
  const [annHears, cidHears] = [hear(host, 'chat:message'), hear(cid!, 'chat:message')];
  const typing = hear(host, 'chat:typing');
  await say(ben, 'Psst');
  ben.socket.emit('chat:typing', { typing: true });
  await say(cid!, 'What?');
  await settled(ben, host, cid!);
  expect(texts(annHears)).toEqual(['What?']);
  expect(typing).toEqual([]);
  expect(texts(cidHears)).toEqual(['Psst', 'What?']);
  const lines = texts((await granted(host, 'chat:history')).messages);
  expect([lines.includes('Psst'), lines.includes('What?')]).toEqual([false, true]);

  const { missed, socket, lines: live } = await comeBack(url, host, code, { chatAfter: 0 });
  expect(texts(missed)).not.toContain('Psst');
  await say(ben, 'Still there?');
  await say(cid!, 'Yes');
  await expect.poll(() => texts(live).slice(-1)).toEqual(['Yes']);
  expect(texts(live)).not.toContain('Still there?');
  const answer = await socket.timeout(5000).emitWithAck('chat:mute', { playerId: ben.id, muted: false });
  expect(answer).toEqual({ ok: true });
  await say(ben, 'At last');
  await expect.poll(() => texts(live).at(-1)).toBe('At last');
});

test('what passes for obscene is starred out, for the sender too, and nothing else is', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben']);
  const heard = hear(players[1], 'chat:message');
  const { text } = await say(host, 'this is fucking great');
  expect(text).toMatch(/^this is .*\*+.* great$/);
  expect(text).not.toContain('fuck');
  for (const fine of ['The class passed Scunthorpe, assessing a peacock', 'A good shot, an analyst'])
    expect((await say(host, fine)).text).toBe(fine);
  await settled(players[1]);
  expect(texts(heard)[0]).toBe(text);
});

test('[ER-3] eight lines at once and one a second: beyond that rate/limited, with when to try again', async () => {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer({ ...PATIENT, RATE_SCALE: '1' }, { clock });
  const { players, host } = await gather(url, ['Ann', 'Ben']);
  const heard = hear(players[1], 'chat:message');
  const send = (text: string) => host.call('chat:send', { text });
  for (let i = 0; i < 8; i++) expect((await send(`line ${i}`)).ok).toBe(true);
  const { error } = await send('one too many');
  expect(error).toMatchObject({ code: 'rate/limited', retryAfterMs: expect.any(Number) });
  expect(error.retryAfterMs).toBeGreaterThan(0);
  expect(error.retryAfterMs).toBeLessThanOrEqual(1000);
  clock.advance(error.retryAfterMs);
  expect((await send('now')).ok).toBe(true);
  expect((await send('not yet')).ok).toBe(false);
  expect((await players[1].call('chat:send', { text: 'I may' })).ok, 'the other is not held up').toBe(true);
  await settled(players[1]);
  expect(texts(heard)).toEqual([...Array.from({ length: 8 }, (_, i) => `line ${i}`), 'now', 'I may']);
});

test('markup, scripts, odd spaces and other scripts come as they were said', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben']);
  const heard = hear(players[1], 'chat:message');
  const lines = [
    '<script>alert(1)</script>',
    '<img src=x onerror="alert(1)">',
    '[a](javascript:alert(1)) & &amp; **b** `c`',
    "'; DROP TABLE rooms; --",
    'two\nlines\tand a tab',
    'naïve 日本語 עברית 👩‍👩‍👧‍👧 e\u0301',
    '__proto__',
    'x'.repeat(500),
  ];
  for (const line of lines) expect((await say(host, line)).text).toBe(line);
  await settled(players[1]);
  expect(texts(heard)).toEqual(lines);
  for (const bad of ['', '   ', 'x'.repeat(501), 'a\u202eb', 'bell\u0007', '\ud800'])
    expect((await host.call('chat:send', { text: bad })).error.code, JSON.stringify(bad.slice(0, 9))).toBe(
      'input/invalid',
    );
});

test('chat goes on in a match and by those who watch it', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 60 } });
  const watcher = await joinAs(url, 'Wim');
  await granted(watcher, 'room:join', { code, as: 'spectator' });
  await startMatch(players);
  const heard = host.next('chat:message', ({ message }: Line) => message.playerId === watcher.id);
  await say(watcher, 'Go Ann!');
  expect((await heard).message.text).toBe('Go Ann!');
});

test('[RM-6] the SDK says a line again that was not confirmed, once the connection is back: it is there once', async () => {
  const { url, port } = await useServer();
  const relay = await useRelay(port);
  const { code, host } = await gather(url, ['Ann']);
  const session = await createApi(url).session('Ben');
  if (!session.ok) throw new Error(session.error.message);
  const { player, token } = session.value;
  const client = createClient({ url: relay.url, player, token, transports: ['websocket'] });
  onTestFinished(() => client.close());
  await expect.poll(() => client.connection.status).toBe('online');
  await client.call('room:join', { code });
  const heard = hear(host, 'chat:message');
  await client.chat!.send('heard');

  // The first is lost on its way back, the second on its way there; both are written while nobody knows that the line is dead.
  const first = host.next('chat:message', ({ message }: Line) => message.text === 'lost ack');
  void client.chat!.send('lost ack');
  await first;
  relay.silence();
  void client.chat!.send('lost line');
  relay.cut();
  await expect.poll(() => client.connection.status).toBe('lost');
  void client.chat!.send('said while away');
  await say(host, 'missed');
  expect(client.chat!.unsent.map(({ text }) => text)).toContain('lost line');
  relay.mend();
  await expect.poll(() => client.chat!.unsent, { timeout: 10_000 }).toEqual([]);
  await settled(host);
  const own = heard.filter(({ message }: Line) => message.playerId === player.id);
  expect(texts(own)).toEqual(['heard', 'lost ack', 'lost line', 'said while away']);
  await expect
    .poll(() => client.chat!.messages.filter(({ kind }) => kind === 'player').map(({ text }) => text))
    .toEqual(['heard', 'lost ack', 'missed', 'lost line', 'said while away']);
  const ids = client.chat!.messages.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  expect(new Set(ids).size).toBe(ids.length);
});
