import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createInbox } from '../../server/match/inbox.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { advance, createMatch, lookAs } from '../../shared/game/match.ts';
import { createPrediction, seatCells } from '../../shared/game/predict.ts';
import { comet } from '../../shared/games/comet/index.ts';
import type { CometInput, CometState } from '../../shared/games/comet/state.ts';
import { counter, faulty } from '../support/testGame.ts';

const OWN = 1;
type Counter = { players: { holds: number; wishes: number; sum: number }[]; tick: number };

/** A server's match, and the cells that it tells after so many ticks. */
function serve(game: AnyGame, settings: object = {}) {
  const match = createMatch(game, game.settings.parse(settings), [0, OWN], seedFrom(3));
  const seen = game.layout.bind(game.layout.create());
  return {
    match,
    cells() {
      lookAs(match, OWN, seen);
      return seen.cells.slice();
    },
    step(input: unknown = null, other: unknown = null) {
      const inputs = new Array<unknown>(game.maxPlayers).fill(null);
      inputs[0] = other;
      inputs[OWN] = input;
      advance(match, inputs);
    },
  };
}

const begin = (game: AnyGame = counter, settings: object = {}) => {
  const server = serve(game, settings);
  return { server, prediction: createPrediction(game, server.match.settings, OWN, server.cells()) };
};
const own = (state: unknown) => (state as Counter).players[OWN]!;

describe('what is predicted', () => {
  test('goes on by the rules, with what holds', () => {
    const { server, prediction } = begin();
    server.step({ add: 4 }, { add: 7 });
    prediction.confirm(server.cells(), 1);
    const state = prediction.at(11) as unknown as Counter;
    expect(state.tick).toBe(11);
    expect(state.players.map(({ sum }) => sum)).toEqual([77, 44, 0, 0]);
  });

  test('has each own input in its tick', () => {
    const { prediction } = begin();
    prediction.wish(1, 3, { add: 5 });
    prediction.wish(2, 6, { add: 1 });
    const sums = [0, 1, 2, 3, 4, 5, 6, 7].map((tick) => own(prediction.at(tick)).sum);
    expect(sums).toEqual([0, 0, 0, 5, 10, 15, 16, 17]);
  });

  test('changes at once with an input for a tick that was predicted already', () => {
    const { prediction } = begin();
    expect(own(prediction.at(5)).sum).toBe(0);
    prediction.wish(1, 5, { add: 5 });
    expect([own(prediction.at(4)).sum, own(prediction.at(5)).sum]).toEqual([0, 5]);
  });

  test('is what the server makes of it, and only wrong where others wish', () => {
    const { server, prediction } = begin();
    prediction.wish(1, 2, { add: 5 });
    prediction.at(8);
    server.step();
    expect(prediction.confirm(server.cells(), 0)).toBe(true);
    prediction.at(8);
    server.step({ add: 5 }, { add: 9 });
    expect(prediction.confirm(server.cells(), 1), 'another’s cells are not one’s own').toBe(true);
    expect((prediction.at(4) as unknown as Counter).players[0]!.sum).toBe(27);
  });

  test('expects a late input in the next step, and again in the one after that', () => {
    const { server, prediction } = begin();
    prediction.wish(1, 1, { add: 5 });
    expect(own(prediction.at(2)).sum).toBe(10);
    server.step();
    expect(prediction.confirm(server.cells(), 0), 'it was to be applied').toBe(false);
    expect(own(prediction.at(2)).sum).toBe(5);
    server.step();
    prediction.confirm(server.cells(), 0);
    expect([own(prediction.at(2)).sum, own(prediction.at(3)).sum]).toEqual([0, 5]);
    server.step({ add: 5 });
    expect(prediction.confirm(server.cells(), 1)).toBe(true);
    expect(own(prediction.at(4))).toMatchObject({ sum: 10, wishes: 1 });
  });

  test('does not apply again what is acknowledged', () => {
    const { server, prediction } = begin();
    prediction.wish(1, 1, { add: 5 });
    prediction.wish(2, 2, { add: 2 });
    server.step({ add: 5 });
    prediction.confirm(server.cells(), 1);
    expect(own(prediction.at(3))).toMatchObject({ sum: 9, wishes: 2 });
    prediction.forget();
    expect(own(prediction.at(3))).toMatchObject({ sum: 15, wishes: 1 });
  });

  test('takes inputs out of the line as the server’s inbox does', () => {
    const ticks = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 20 });
    fc.assert(
      fc.property(ticks, (gaps) => {
        const { prediction, server } = begin();
        const inbox = createInbox();
        let tick = 0;
        for (const [i, gap] of gaps.entries()) {
          tick = Math.min(18, tick + (gap === 6 ? 0 : gap));
          prediction.wish(i + 1, tick, { add: (i % 9) + 1 });
          inbox.offer(i + 1, { add: (i % 9) + 1 }, tick, 0);
        }
        for (let n = 1; n <= 20; n++) server.step(inbox.take(n)?.input ?? null);
        expect(own(prediction.at(20))).toMatchObject({ ...own(server.match.state) });
      }),
    );
  });
});

describe('bounds', () => {
  test('it looks one second ahead, and not behind what was told', () => {
    const { server, prediction } = begin();
    expect(prediction.at(1000).tick).toBe(counter.tickRate);
    for (let i = 0; i < 5; i++) server.step();
    prediction.confirm(server.cells(), 0);
    expect(prediction.at(1000).tick).toBe(5 + counter.tickRate);
    expect(prediction.at(2).tick).toBe(5);
  });

  test('it ends with the match', () => {
    const { server, prediction } = begin(counter, { roundSeconds: 1 });
    for (let i = 0; i < 15; i++) server.step();
    prediction.confirm(server.cells(), 0);
    prediction.wish(1, 16, { add: 1 });
    expect(prediction.at(500).tick).toBe(counter.tickRate);
    expect(own(prediction.at(500)).sum).toBe(5);
  });

  test('a flood of inputs that nobody acknowledges is forgotten, the oldest first', () => {
    const { prediction } = begin();
    for (let seq = 1; seq <= 500; seq++) prediction.wish(seq, 1 + Math.floor(seq / 100), { add: seq % 9 });
    expect(own(prediction.at(20)).wishes).toBeLessThanOrEqual(2 + counter.tickRate);
    expect(own(prediction.at(20)).holds).toBe(500 % 9);
  });

  test('states that were asked for stay as they are while time goes on', () => {
    const { prediction } = begin();
    prediction.wish(1, 1, { add: 1 });
    const state = prediction.at(3);
    const cells = state.cells.slice();
    prediction.at(20);
    expect(state.cells).toEqual(cells);
  });
});

test('a game that throws is not predicted any more, and what was told stands', () => {
  const { server, prediction } = begin(faulty, { failIn: 'step', failAtTick: 3 });
  expect(prediction.at(2).tick).toBe(2);
  expect(prediction.failed).toBe(false);
  expect(prediction.at(5).tick).toBe(0);
  expect(prediction.failed).toBe(true);
  server.step();
  expect(prediction.confirm(server.cells(), 0)).toBeNull();
  expect(prediction.at(5).tick).toBe(1);
});

test('an own seat’s cells are its records, and nothing else', () => {
  const names = seatCells(comet.layout, comet.maxPlayers, 3).map((cell) => comet.layout.nameOf(cell));
  const expected = Object.keys((comet.layout.toJSON(comet.layout.create()).players as object[])[3]!);
  expect(names.toSorted()).toEqual(expected.map((key) => `players[3].${key}`).toSorted());
});

test('Comet Clash without others is predicted right for a second, dust and all but its next places', () => {
  const server = serve(comet, {});
  const truth = () => (server.match.state as unknown as CometState).players[OWN]!;
  for (let i = 0; i < 20; i++) server.step({ thrust: 10, dash: false }, { thrust: null, dash: false });
  const prediction = createPrediction(comet, server.match.settings, OWN, server.cells());
  const wishes: (CometInput | null)[] = Array.from({ length: 30 }, (_, i) =>
    i % 7 === 3 ? { thrust: (i * 40) & 255, dash: i === 10 } : null,
  );
  for (const [i, wish] of wishes.entries()) if (wish) prediction.wish(i + 1, 21 + i, wish);
  for (const wish of wishes) {
    server.step(wish);
    const { x, y, vx, vy, dashing, cooldown } = truth();
    const state = prediction.at(server.match.state.tick) as unknown as CometState;
    expect(state.players[OWN]).toMatchObject({ x, y, vx, vy, dashing, cooldown });
  }
});
