import { expect, test } from 'vitest';
import { createOwnSeat } from '../../game-client/net/ownSeat.ts';
import { createTimeline } from '../../game-client/net/timeline.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { advance, createMatch } from '../../shared/game/match.ts';
import type { OutgoingInput } from '../../shared/protocol/frames.ts';
import { createFrame } from '../../shared/protocol/tick.ts';
import { counter, faulty } from '../support/testGame.ts';

/** Seat 0 of a match that its server told up to tick 1, at the local time of that tick. */
function sit(game: AnyGame, settings: object = {}) {
  const match = createMatch(game, game.settings.parse(settings), [0, 1], seedFrom(1));
  const frame = createFrame(game.layout, game.maxPlayers);
  const timeline = createTimeline(game.layout, game.tickRate);
  const said: OutgoingInput[] = [];
  const own = createOwnSeat({
    game,
    settings: match.settings,
    seat: 0,
    frame,
    timeline,
    speak: (input) => void said.push(input),
    roundTrip: () => 100,
  });
  const tell = () => {
    advance(match, new Array<unknown>(game.maxPlayers).fill(null));
    frame.cells.set(match.state.cells);
    frame.tick = match.state.tick;
    frame.seq++;
    timeline.push(frame.cells, (frame.tick * 1000) / game.tickRate);
    return own.took(true);
  };
  tell();
  return { own, said, tell, now: () => (frame.tick * 1000) / game.tickRate };
}

test('what holds is said again, for the tick that runs rather than the next', () => {
  const { own, said, now, tell } = sit(counter);
  expect(own.repeat(now())).toBe(false);
  own.send({ add: 1 }, now());
  for (let n = 0; n < 10; n++) tell();
  // The own time is three ticks ahead.
  for (const late of [5, 40]) own.repeat(now() + late);
  expect(said.map(({ seq, tick, input }) => [seq, tick, input])).toEqual([
    [1, 5, { add: 1 }],
    [2, 14, { add: 1 }],
    [3, 15, { add: 1 }],
  ]);
});

test('where nothing holds on nothing is said again: it would count twice', () => {
  const once: typeof counter = { ...counter, idle: null };
  const { own, said, now } = sit(once);
  own.send({ add: 1 }, now());
  expect(own.repeat(now() + 500)).toBe(false);
  expect(said).toHaveLength(1);
});

test('a game that throws on a client is shown as it was told, and inputs go on', () => {
  const { own, said, tell, now } = sit(faulty, { failIn: 'step', failAtTick: 3 });
  expect(own.sample(now())).toBeNull();
  expect(tell()).toBeNull();
  own.send({ add: 1 }, now());
  expect(said).toHaveLength(1);
});
