import { expect, test } from 'vitest';
import { createInputJudges } from '../../server/match/inputJudge.ts';
import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { games } from '../../shared/games/index.ts';

function packed(game: AnyGame, input: unknown): ByteReader {
  const out = new ByteWriter();
  game.packInput(input, out);
  return new ByteReader(out.bytes().slice());
}

test('bytes and plain inputs are judged alike, the first time and ever after', () => {
  const judge = createInputJudges()(comet);
  const inputs = [0, 255, null].flatMap((thrust) => [true, false].map((dash) => ({ thrust, dash })));
  for (let round = 0; round < 3; round++) {
    for (const input of inputs) {
      expect(judge(input)).toEqual({ ok: true, value: input });
      expect(judge(packed(comet, input))).toEqual({ ok: true, value: input });
    }
  }
});

test('bytes of another length are another input, whatever they begin with', () => {
  const judge = createInputJudges()(comet);
  const of = (...bytes: number[]) => judge(new ByteReader(Uint8Array.of(...bytes)));
  expect(of(0)).toMatchObject({ ok: true });
  expect(of(2, 0)).toMatchObject({ ok: true, value: { thrust: 0 } });
  for (const bad of [[], [0, 0], [2], [2, 0, 0], [4], [2, 0, 0, 0, 0, 0, 0, 0, 0]]) {
    expect(of(...bad)).toMatchObject({ ok: false, error: { code: 'input/invalid' } });
  }
});

test('each game has a judge of its own, the same for all of its matches', () => {
  const judgeOf = createInputJudges();
  const all = [...games.values()].map(judgeOf);
  expect(new Set(all).size).toBe(games.size);
  expect([...games.values()].map(judgeOf)).toEqual(all);
  // A call in one game, a comet that lets go in the other.
  expect(judgeOf(games.get('liars-dice')!)(new ByteReader(Uint8Array.of(0)))).toMatchObject({
    value: { kind: 'call' },
  });
  expect(judgeOf(comet)(new ByteReader(Uint8Array.of(0)))).toMatchObject({ value: { dash: false } });
});
