import { describe, expect, test } from 'vitest';
import { KEPT_LINES } from '../../server/rooms/roomChat.ts';
import type { RoomHost } from '../../server/rooms/roomHost.ts';
import type { Result } from '../../shared/core/result.ts';
import { type ChatMessage, chatMessage } from '../../shared/protocol/chat.ts';
import type { Refusal } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import { answered, type TestConnection, World } from '../support/testRooms.ts';

/** Ann's room with ben in it; the two system lines of his coming are past. */
function talk() {
  const world = new World();
  const ann = world.connect('ann', { name: 'Ann' });
  const ben = world.connect('ben', { name: 'Ben' });
  const room = world.create(ann);
  world.join(ben, room.room.code);
  return { world, ann, ben, room, say: (text: string, nonce?: string) => said(room, ann.player, text, nonce) };
}

function said(room: RoomHost, player: Player, text: string, nonce?: string): ChatMessage {
  const line = answered<Result<ChatMessage, Refusal>>((then) => room.chat.say(player, text, nonce, then));
  if (!line.ok) throw new Error(line.error.code);
  return line.value;
}

const lines = ({ told }: TestConnection) =>
  told.flatMap(({ event, news }) => (event === 'chat:message' ? [(news as { message: ChatMessage }).message] : []));
const texts = (connection: TestConnection) => lines(connection).map(({ text }) => text);

function comeBack(world: World, room: RoomHost, id: string, chatAfter?: number): TestConnection {
  const again = world.connect(id, { name: id });
  const joined = world.enter(again, room, { as: 'player', chatAfter });
  if (!joined.ok) throw new Error(joined.error.code);
  return again;
}

describe('a line', () => {
  test('is told to all members, the sender included, numbered, and as the protocol says', () => {
    const { ann, ben, say } = talk();
    say('hello');
    const message = say('again');
    expect(chatMessage.parse(message)).toEqual(message);
    expect(message).toMatchObject({ kind: 'player', playerId: 'ann', name: 'Ann', text: 'again' });
    expect(lines(ben).map(({ id }) => id)).toEqual([message.id - 1, message.id]);
    expect(texts(ann)).toEqual(['Ben has come in.', 'hello', 'again']);
  });

  test('is verbatim: markup is text', () => {
    const { ben, say } = talk();
    const markup = '<img src=x onerror="alert(1)"> & <b>bold</b> &amp; [a](javascript:1) `x`';
    say(markup);
    expect(texts(ben)).toEqual([markup]);
  });

  test('with a nonce is said once, however often it is sent, and answered with the line of then', () => {
    const { world, ben, say, room } = talk();
    const first = say('hello', 'n1');
    world.clock.advance(1000);
    expect(say('hello', 'n1')).toEqual(first);
    expect(say('hello', 'n2').id).toBe(first.id + 1);
    expect(said(room, ben.player, 'mine', 'n1').text, 'the nonce is the sender’s own').toBe('mine');
    expect(texts(ben)).toEqual(['hello', 'hello', 'mine']);
    expect(first.nonce).toBe('n1');
  });
});

describe('obscene words', () => {
  test.each(['you fuck', 'FUCK', 'fuuuuck that', 'fuсk', 'sh1t', 'b!tch', 'ｆｕｃｋ'])('%s is starred out', (text) => {
    const { ben, say } = talk();
    say(text);
    expect(texts(ben)[0]).toMatch(/^[^*]*\*{2,}[^*]*$/);
  });

  const harmless = [
    'Scunthorpe',
    'classic assassin bass',
    'cocktail',
    'Essex',
    'therapist',
    'Dickens',
    'déjà vu',
    '日本語',
  ];
  test.each([...harmless, 'good luck, have fun', '👨‍👩‍👧 gg', 'a\nb\tc'])('%s is left as it is', (text) => {
    const { ben, say } = talk();
    say(text);
    expect(texts(ben)).toEqual([text]);
  });
});

describe('system lines', () => {
  test('tell who came and went, why, and who is host', () => {
    const { world, ann, ben, room } = talk();
    const cleo = world.connect('cleo', { name: 'Cleo' });
    world.join(cleo, room.room.code);
    room.command(ann, { kind: 'kick', target: 'cleo', ban: false });
    world.join(cleo, room.room.code);
    room.command(ann, { kind: 'kick', target: 'cleo', ban: true });
    room.command(ann, { kind: 'leave' });
    world.join(ann, room.room.code);
    world.lose(ann);
    world.clock.advance(30_000);
    expect(lines(ben).map(({ kind, event, playerId }) => `${kind}: ${playerId} ${event}`)).toEqual([
      ...['system: cleo joined', 'system: cleo kicked', 'system: cleo joined', 'system: cleo banned'],
      ...['system: ann left', 'system: ben host', 'system: ann joined', 'system: ann dropped'],
    ]);
    expect(texts(ben).slice(0, 2)).toEqual(['Cleo has come in.', 'Cleo was removed by the host.']);
  });

  test('do not tell of a lost connection, nor of the way back', () => {
    const { world, ann, ben, room } = talk();
    const before = texts(ann);
    world.lose(ben);
    comeBack(world, room, 'ben');
    expect(texts(ann)).toEqual(before);
  });

  test('of one who only comes and goes do not push out what was said', () => {
    const { world, room, say } = talk();
    const said = say('remember this');
    const eve = world.connect('eve');
    for (let i = 0; i < KEPT_LINES; i++) {
      world.join(eve, room.room.code);
      room.command(eve, { kind: 'leave' });
    }
    expect(room.chat.history('ann', undefined, 500)).toContainEqual(said);
  });

  test('of two who make each other host do not push out what was said', () => {
    const { ann, ben, room, say } = talk();
    const said = say('remember this');
    for (let i = 0; i < KEPT_LINES; i++) {
      const [from, to] = i % 2 === 0 ? [ann, ben] : [ben, ann];
      expect(room.command(from, { kind: 'transfer', target: to.player.id })).toMatchObject({ ok: true });
    }
    expect(room.chat.history('ann', undefined, 500)).toContainEqual(said);
  });
});

describe('[RM-6] who comes back', () => {
  test('gets what was said meanwhile, once and in order', () => {
    const { world, ben, room, say } = talk();
    say('heard');
    world.clock.advance(10);
    world.lose(ben);
    world.clock.advance(10);
    for (const text of ['one', 'two', 'three']) say(text);
    const again = comeBack(world, room, 'ben');
    expect(texts(again)).toEqual(['one', 'two', 'three']);
    say('four');
    expect(texts(again)).toEqual(['one', 'two', 'three', 'four']);
    world.clock.advance(10);
    world.lose(again);
    expect(texts(comeBack(world, room, 'ben'))).toEqual([]);
  });

  test('gets what was said since the connection was last heard, though it was told to a dead one', () => {
    const { world, ben, room, say } = talk();
    say('heard');
    world.clock.advance(10);
    ben.silentSince = world.clock.now();
    world.clock.advance(1000);
    say('to the dead');
    world.clock.advance(2000);
    world.lose(ben);
    say('to nobody');
    expect(texts(comeBack(world, room, 'ben'))).toEqual(['to the dead', 'to nobody']);
  });

  test('gets what was said in the very millisecond in which the connection was last heard, but after that', () => {
    const { world, ben, room, say } = talk();
    world.clock.advance(10.2);
    ben.silentSince = world.clock.now();
    world.clock.advance(0.4);
    say('just after');
    world.lose(ben);
    expect(texts(comeBack(world, room, 'ben'))).toEqual(['just after']);
  });

  test('gets what follows the line that the client names, whatever the server believes', () => {
    const { world, ben, room, say } = talk();
    const first = say('one');
    say('two');
    world.lose(ben);
    say('three');
    expect(texts(comeBack(world, room, 'ben', first.id))).toEqual(['two', 'three']);
    expect(texts(comeBack(world, room, 'ben', first.id + 2)), 'and none twice').toEqual([]);
    expect(texts(comeBack(world, room, 'ben', 0)).slice(-3)).toEqual(['one', 'two', 'three']);
    expect(texts(comeBack(world, room, 'ben', 1_000_000)), 'from the future').toEqual([]);
  });

  test('and then joins once more by the same connection gets nothing twice', () => {
    const { world, ben, room, say } = talk();
    world.lose(ben);
    world.clock.advance(10);
    say('once');
    const again = comeBack(world, room, 'ben');
    world.join(again, room.room.code);
    expect(texts(again)).toEqual(['once']);
  });

  test('in a second window that takes over a silent first one gets what the first has missed', () => {
    const { world, ben, room, say } = talk();
    world.clock.advance(10);
    ben.silentSince = world.clock.now();
    world.clock.advance(1000);
    say('to the dead');
    expect(texts(comeBack(world, room, 'ben'))).toEqual(['to the dead']);
  });

  test('after the grace time gets what follows the line that the client names, as one who was never away', () => {
    const { world, ben, room, say } = talk();
    const { id } = say('heard');
    world.lose(ben);
    say('while away');
    world.clock.advance(30_000);
    const missed = ['while away', 'Ben was away for too long.', 'ben has come in.'];
    expect(texts(comeBack(world, room, 'ben', id))).toEqual(missed);
  });

  test('after the grace time and names no line gets nothing: that is a new member, who asks for the history', () => {
    const { world, ben, room, say } = talk();
    world.lose(ben);
    say('while away');
    world.clock.advance(30_000);
    expect(texts(comeBack(world, room, 'ben'))).toEqual([]);
    expect(room.chat.history('ben', undefined, 100).map(({ text }) => text)).toContain('while away');
  });

  test('does not get what the player has muted', () => {
    const { world, ben, room, say } = talk();
    world.mutes.set('ben', 'ann', true);
    world.lose(ben);
    say('not for ben');
    expect(texts(comeBack(world, room, 'ben', 0))).not.toContain('not for ben');
  });
});

describe('muting someone for oneself', () => {
  test('keeps their lines and their typing from all own connections, and from the history, and from nobody else', () => {
    const { world, ann, ben, room, say } = talk();
    const cleo = world.connect('cleo');
    world.join(cleo, room.room.code);
    world.mutes.set('ben', 'ann', true);
    say('not for ben');
    room.chat.typing(ann, true);
    expect(texts(ben)).toEqual(['cleo has come in.']);
    expect(ben.last('chat:typing')).toBeUndefined();
    expect(texts(cleo)).toEqual(['not for ben']);
    expect(cleo.last('chat:typing')).toMatchObject({ playerId: 'ann' });
    const history = (id: string) => room.chat.history(id, undefined, 100).map(({ text }) => text);
    expect(history('ben')).not.toContain('not for ben');
    expect(history('cleo')).toContain('not for ben');
    world.mutes.set('ben', 'ann', false);
    say('for ben again');
    expect(texts(ben)).toContain('for ben again');
    expect(history('ben')).toContain('not for ben');
  });

  test('holds in a connection that comes later', () => {
    const { world, room, say } = talk();
    world.mutes.set('ben', 'ann', true);
    const again = comeBack(world, room, 'ben');
    say('not for ben');
    expect(texts(again)).toEqual([]);
  });

  test('leaves the system lines about them', () => {
    const { world, ann, ben, room } = talk();
    world.mutes.set('ben', 'ann', true);
    room.command(ann, { kind: 'leave' });
    expect(texts(ben)).toEqual(['Ann has left.', 'Ben is host now.']);
  });
});

describe('the history', () => {
  test('has the newest lines, or those before one, newest last', () => {
    const { room, say } = talk();
    for (const text of ['one', 'two', 'three', 'four']) say(text);
    const ids = (before?: number, limit = 2) => room.chat.history('ben', before, limit).map(({ id }) => id);
    expect(ids()).toEqual([4, 5]);
    expect(ids(4)).toEqual([2, 3]);
    expect(ids(2)).toEqual([1]);
    expect(ids(1)).toEqual([]);
    expect(ids(undefined, 100)).toEqual([1, 2, 3, 4, 5]);
  });

  test('is bounded: the oldest lines are forgotten, and their numbers are not given again', () => {
    const { room, say } = talk();
    let last = say('first');
    for (let i = 0; i < KEPT_LINES + 50; i++) last = say(`line ${i}`);
    const kept = room.chat.history('ben', undefined, 1000);
    expect(kept).toHaveLength(KEPT_LINES);
    expect(kept.at(-1)).toEqual(last);
    expect(kept.map(({ id }) => id)).toEqual(
      Array.from({ length: KEPT_LINES }, (_, i) => last.id - KEPT_LINES + 1 + i),
    );
  });

  test('who was away for longer than it reaches gets all that is left of it', () => {
    const { world, ben, room, say } = talk();
    world.clock.advance(10);
    world.lose(ben);
    for (let i = 0; i < KEPT_LINES + 50; i++) say(`line ${i}`);
    const missed = texts(comeBack(world, room, 'ben'));
    expect([missed.length, missed[0], missed.at(-1)]).toEqual([KEPT_LINES, 'line 50', `line ${KEPT_LINES + 49}`]);
  });
});

describe('read receipts', () => {
  test('are told when they grow, and only then', () => {
    const { ann, room, say } = talk();
    const { id } = say('hello');
    expect(room.chat.markRead('ben', id)).toMatchObject({ ok: true });
    expect(ann.last('chat:read')).toEqual({ playerId: 'ben', upTo: id });
    const count = ann.told.length;
    for (const upTo of [id, id - 1, 0]) expect(room.chat.markRead('ben', upTo)).toMatchObject({ ok: true });
    expect(ann.told.length).toBe(count);
    expect(room.chat.read).toEqual({ ben: id });
  });

  test('go no further than the last line', () => {
    const { room, say } = talk();
    const { id } = say('hello');
    expect(room.chat.markRead('ben', id + 1)).toMatchObject({
      error: { code: 'input/invalid', issues: [{ path: 'upTo' }] },
    });
    expect(room.chat.read).toEqual({});
  });

  test('end with the membership', () => {
    const { ben, room, say } = talk();
    room.chat.markRead('ben', say('hello').id);
    room.command(ben, { kind: 'leave' });
    expect(room.chat.read).toEqual({});
  });
});

test('typing is told to all but who types', () => {
  const { world, ann, ben, room } = talk();
  const cleo = world.connect('cleo');
  world.join(cleo, room.room.code);
  room.chat.typing(ann, true);
  for (const one of [ben, cleo]) {
    expect(one.last('chat:typing')).toEqual({ playerId: 'ann', name: 'Ann', typing: true });
  }
  expect(ann.last('chat:typing')).toBeUndefined();
});

test('the kicked hear nothing any more', () => {
  const { ann, ben, room, say } = talk();
  room.command(ann, { kind: 'kick', target: 'ben', ban: false });
  say('without ben');
  expect(texts(ben)).toEqual([]);
  expect(ben.last('room:kicked')).toEqual({ code: room.room.code, ban: false });
});
