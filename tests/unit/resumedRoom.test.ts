import { describe, expect, test } from 'vitest';
import { firstHostState } from '../../server/match/matchHost.ts';
import type { RoomBefore } from '../../server/rooms/roomHost.ts';
import type { Resumed } from '../../server/rooms/roomMatch.ts';
import type { BegunMatch } from '../../server/store/matches.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { beginMatch, passTo } from '../../shared/game/fold.ts';
import { afterRestart } from '../../shared/lobby/restart.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import type { ChatMessage } from '../../shared/protocol/chat.ts';
import { bell, counter, testGames } from '../support/testGame.ts';
import { type TestConnection, World } from '../support/testRooms.ts';

/** A room as the next process has it: what the one before kept of it, taken up in a world of its own. */
const QUIET: RoomBefore = { chat: { lines: [], read: new Map() }, match: null, result: null };

/** Ann, who is host, and ben play the counter, and sue watches; after so many seconds of that the process dies. */
function cutShort(seconds: number, request: object = {}) {
  const world = new World();
  const [ann, ben, sue] = ['ann', 'ben', 'sue'].map((id) => world.connect(id)) as [
    TestConnection,
    TestConnection,
    TestConnection,
  ];
  const room = world.create(ann, { settings: { roundSeconds: 60 }, ...request });
  world.join(ben, room.room.code);
  world.join(sue, room.room.code, 'spectator');
  for (const one of [ann, ben]) room.command(one, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(ROOM_TIMING.countdown + seconds * 1000);
  const { spec } = world.keeper.asked.find(({ what }) => what === 'match')!.about as BegunMatch;
  const match = beginMatch(counter, spec);
  const reached = ann.last('match:tick')?.tick ?? 0;
  passTo(match, reached);
  const host = firstHostState(match, spec.entrants);
  const soFar = { from: 0, bytes: new Uint8Array(), lastTick: 0 };
  const resumed: Resumed = { spec, match, host, soFar, awaited: new Set(['ann', 'ben']) };
  return { room: room.room, resumed, reached, seen: sue.last('match:tick')?.tick as number };
}

function takeUp(
  room: ReturnType<typeof cutShort>['room'],
  before: RoomBefore,
  games: ReadonlyMap<string, AnyGame> = testGames,
) {
  const world = new World({ games });
  const host = world.rooms.takeUp('r1', afterRestart(room, ROOM_TIMING, world.clock.now()), before);
  if (!host) throw new Error('not taken up');
  return { world, host };
}

const heard = ({ told }: TestConnection) =>
  told.flatMap(({ event, news }) => (event === 'chat:message' ? [(news as { message: ChatMessage }).message.id] : []));

describe('[KP-3] a match that is taken up', () => {
  test('is held until everyone is back who was playing, and goes on then', () => {
    const { room, resumed, reached } = cutShort(5);
    const { world, host } = takeUp(room, { ...QUIET, match: resumed });
    const ann = world.connect('ann');
    const ben = world.connect('ben');
    expect(world.enter(ann, host)).toMatchObject({
      ok: true,
      value: { seat: 0, match: { keyframe: { tick: reached } } },
    });
    world.clock.advance(2000);
    expect(ann.last('match:tick')).toBeUndefined();
    world.enter(ben, host);
    world.clock.advance(1000);
    expect(ann.last('match:tick').tick).toBe(reached + counter.tickRate);
  });

  test('but for 3 s at most: then a bot plays for who is not back', () => {
    const { room, resumed, reached } = cutShort(5);
    const { world, host } = takeUp(room, { ...QUIET, match: resumed });
    const ann = world.connect('ann');
    world.enter(ann, host);
    world.clock.advance(3000 + 1000);
    const { tick, state } = ann.last('match:tick');
    expect(tick).toBe(reached + counter.tickRate);
    expect(
      state.players.map(({ holds }: { holds: number }) => holds),
      'ben is played for',
    ).toEqual([0, 2, 0, 0]);
  });

  test('shows spectators who are late what they have not seen yet as late as before', () => {
    const { room, resumed, reached, seen } = cutShort(20, { spectatorDelay: 10 });
    const { world, host } = takeUp(room, { ...QUIET, match: resumed });
    for (const id of ['ann', 'ben']) world.enter(world.connect(id), host);
    const sue = world.connect('sue');
    const joined = world.enter(sue, host, { as: 'spectator' });
    expect(joined).toMatchObject({ ok: true, value: { match: { keyframe: { tick: 0 } } } });
    expect(seen).toBeGreaterThan(0);
    world.clock.advance(9900);
    expect(sue.last('match:tick')).toBeUndefined();
    world.clock.advance(200);
    expect(sue.last('match:tick').tick).toBeGreaterThanOrEqual(reached);
  });

  test('[KP-4] has a result also when its game fails at once, and holds nobody’s journal up', () => {
    const { room, resumed } = cutShort(5);
    const broken: AnyGame = {
      ...(counter as AnyGame),
      hide() {
        throw new Error('a planted fault');
      },
    };
    const games = new Map<string, AnyGame>([
      ['counter', broken],
      ['bell', bell],
    ]);
    const match = { ...resumed, match: { ...resumed.match, game: broken } };
    const { world, host } = takeUp({ ...room, spectatorDelay: 10 }, { ...QUIET, match }, games);
    expect(host.room.status).toBe('results');
    const results = world.keeper.asked.filter(({ what }) => what === 'result');
    expect(results.map(({ about }) => about)).toMatchObject([{ matchId: 'm1', outcome: { kind: 'aborted' } }]);
    world.clock.advance(1000);
    expect(world.keeper.asked.filter(({ what }) => what === 'journal')).toEqual([]);
  });
});

describe('[RM-6] the chat of a room that is taken up', () => {
  const lines = [1, 2].map(
    (id) => ({ id, at: id, kind: 'player', playerId: 'ben', name: 'Ben', text: `line ${id}` }) as const,
  );

  test('tells who was there what they may have missed, once', () => {
    const { room } = cutShort(5);
    const { world, host } = takeUp(
      { ...room, status: 'lobby', matchId: null },
      { ...QUIET, chat: { lines, read: new Map() } },
    );
    const ann = world.connect('ann');
    world.enter(ann, host);
    expect(heard(ann)).toEqual([1, 2]);
    host.chat.say(ann.player, 'new', undefined, () => {});
    world.enter(ann, host);
    expect(heard(ann)).toEqual([1, 2, 3]);
  });

  test('goes on with the next number', () => {
    const { room } = cutShort(5);
    const { world, host } = takeUp(
      { ...room, status: 'lobby', matchId: null },
      { ...QUIET, chat: { lines, read: new Map() } },
    );
    const ann = world.connect('ann');
    world.enter(ann, host, { as: 'player', chatAfter: 2 });
    host.chat.say(ann.player, 'new', undefined, () => {});
    expect(heard(ann)).toEqual([3]);
  });
});
