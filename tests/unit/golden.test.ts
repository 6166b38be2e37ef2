import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnyGame } from '../../shared/game/contract.ts';
import { readLog } from '../../shared/game/log.ts';
import { verifyReplay } from '../../shared/game/replay.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { games } from '../../shared/games/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { type ReplayDocument, replayDocument } from '../../shared/protocol/results.ts';

/**
 * Matches that were recorded once. If a game's rules give other states for them, then so they do for every replay that is kept anywhere,
 * and for every client that was not loaded anew.
 */
const FOLDER = join(import.meta.dirname, '../golden');
const RECORD = 'record anew with node tests/golden/record.ts';

const files = globSync('*.json', { cwd: FOLDER }).sort();
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const golden = files.map((file): [string, ReplayDocument] => [
  basename(file, '.json'),
  replayDocument.parse(JSON.parse(textOf(file))),
]);
const named = (name: string) => golden.find(([of]) => of === name)![1];
const bytesOf = ({ log }: ReplayDocument) => new Uint8Array(Buffer.from(log, 'base64'));

/** What is wrong, and what to do about it; null where the game plays this match as it was. */
function complaintOf(game: AnyGame, document: ReplayDocument): string | null {
  const { outcome, ticks, gameVersion } = document;
  if (outcome.kind !== 'finished') return 'a match that was cut short is no golden one';
  if (gameVersion !== game.version)
    return `${game.id} is at version ${game.version}, this at ${gameVersion}: ${RECORD}`;
  const verdict = verifyReplay(game, document, bytesOf(document), { ticks, outcome });
  return verdict.ok ? null : `the rules of ${game.id} changed: raise its version and ${RECORD} (${verdict.message})`;
}

const castsOf = (game: AnyGame, document: ReplayDocument) =>
  [...readLog(game, bytesOf(document))].flatMap((record) => (record.kind === 'cast' ? [record.change] : []));

test.each(golden)('[TK-4] the golden match %s comes out as it did', (_, document) => {
  expect(complaintOf(games.get(document.game)!, document)).toBeNull();
});

describe('the golden matches', () => {
  test('are at least one of every game', () => {
    expect(golden.map(([, { game }]) => game)).toEqual(expect.arrayContaining([...games.keys()]));
  });

  test('are small enough to be kept', () => {
    for (const file of files) expect(textOf(file).length, file).toBeLessThan(60_000);
  });

  test('have a player who comes late, one who leaves, and one who takes that seat', () => {
    const changes = castsOf(comet, named('comet-late'));
    expect(changes.map((change) => (change.kind === 'enter' ? change.joins : 'leave'))).toEqual([true, 'leave', false]);
  });

  test('have teams, and one who comes late into one of them', () => {
    const document = named('comet-teams');
    expect(new Set(document.entrants.map(({ team }) => team))).toEqual(new Set([0, 1]));
    expect(castsOf(comet, document)).toMatchObject([{ kind: 'enter', joins: true, entrant: { team: 1 } }]);
  });

  test('are checked every second of play', () => {
    for (const [name, document] of golden) {
      const game = games.get(document.game)!;
      const checks = [...readLog(game, bytesOf(document))].filter(({ kind }) => kind === 'check').length;
      expect(checks, name).toBeGreaterThan(document.ticks / game.tickRate / 3);
    }
  });
});

describe('a change of rules', () => {
  test('is told of, with what to do', () => {
    const generous: typeof comet = {
      ...comet,
      step(state, inputs, settings) {
        comet.step(state, inputs, settings);
        if (state.tick === 45) state.players[1]!.score++;
      },
    };
    expect(complaintOf(generous, named('comet-late'))).toBe(
      'the rules of comet changed: raise its version and record anew with node tests/golden/record.ts (at tick 60 players.score came otherwise)',
    );
    const luckier: typeof liarsDice = {
      ...liarsDice,
      setup(state, settings, seats, teams) {
        state.rng.next();
        liarsDice.setup(state, settings, seats, teams);
      },
    };
    expect(complaintOf(luckier, named('liars-dice'))).toContain('the rules of liars-dice changed');
  });

  test('under a new version asks for new records', () => {
    const next: typeof comet = { ...comet, version: comet.version + 1 };
    expect(complaintOf(next, named('comet-teams'))).toBe(
      `comet is at version ${comet.version + 1}, this at ${comet.version}: record anew with node tests/golden/record.ts`,
    );
  });
});
