import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openSqlite } from '../../server/store/database.ts';
import { saveSegments } from '../../server/store/journal.ts';
import { finishMatch, insertMatches } from '../../server/store/matches.ts';
import { compactMatch, findReplay, readReplay } from '../../server/store/replays.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import type { ReplayDocument } from '../../shared/protocol/results.ts';
import { gather, startMatch } from '../support/play.ts';
import { guests, type Recording, recordMatch } from '../support/recordMatch.ts';
import { useServer } from '../support/server.ts';
import { useFolder } from '../support/serverProcess.ts';

/** `npm run replay`, as a process. */
const SCRIPT = join(import.meta.dirname, '../../server/replay.ts');

async function replay(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [SCRIPT, ...args]);
    return { code: 0, out: stdout, errors: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, errors: stderr };
  }
}

const flight = recordMatch(comet, guests(3, 'normal'), { settings: { roundSeconds: 5 } });
const dice = recordMatch(liarsDice, guests(2, 'hard'), { settings: { dice: 1 } });

/** A folder as a server leaves it, with both matches; `change` makes of the first one's replay another. */
async function kept(change: (replay: ReplayDocument) => ReplayDocument = (same) => same): Promise<string> {
  const folder = useFolder();
  const { db, close } = await openSqlite(folder);
  await keep('flight', flight);
  await keep('dice', dice);
  await compactMatch(db, 'flight', 0);
  const changed = change(await readReplay((await findReplay(db, 'flight'))!));
  await db
    .updateTable('replays')
    .set({ bytes: gzipSync(JSON.stringify(changed)) })
    .execute();
  await close();
  return folder;

  async function keep(matchId: string, { spec, log, ticks, outcome }: Recording): Promise<void> {
    const placements = outcome.placements.map((one) => ({ ...one, name: `Guest ${one.seat}`, kind: 'bot' as const }));
    await insertMatches(db, [{ matchId, roomId: 'r', tickRate: 30, startedAt: 0, spec }]);
    await saveSegments(db, [{ matchId, from: 0, bytes: log }]);
    const result = { matchId, game: spec.game, endedAt: 1, ticks, players: [], rated: false };
    await finishMatch(db, { ...result, outcome: { kind: 'finished', placements } });
  }
}

test('[KP-6] a match that comes to what was kept of it: who won, and exit code 0', async () => {
  const { code, out } = await replay('flight', '--data', await kept());
  expect(out).toMatch(/^flight: the same: comet, 150 ticks, \d+ checks; won by Guest \d with \d+/);
  expect(code).toBe(0);
});

test('[KP-6] all of them, those included whose log still lies in pieces', async () => {
  const { code, out } = await replay('--all', '--data', await kept());
  expect(out).toContain('dice: the same: liars-dice');
  expect(out.trim().split('\n').at(-1)).toBe('2 of 2 matches agree');
  expect(code).toBe(0);
});

test('one whose luck was another: which fields differ at which tick, and exit code 1', async () => {
  const folder = await kept((whole) => ({ ...whole, seed: [9, 9, 9, 9] }));
  const { code, out } = await replay('--all', '--data', folder);
  expect(out).toMatch(/^flight: NOT THE SAME: .*tick 30.*dust/m);
  expect(out).toContain('1 of 2 matches agree');
  expect(code).toBe(1);
});

test('another result, and bytes that are no replay, are told apart', async () => {
  const first = (whole: ReplayDocument): ReplayDocument => {
    if (whole.outcome.kind !== 'finished') throw new Error('unreachable');
    const [one, ...others] = whole.outcome.placements;
    return { ...whole, outcome: { kind: 'finished', placements: [{ ...one!, score: one!.score + 1 }, ...others] } };
  };
  for (const [change, says] of [
    [first, /was recorded/],
    [(whole: ReplayDocument) => ({ ...whole, log: '*' }), /no replay/],
  ] as const) {
    const { code, out } = await replay('flight', '--data', await kept(change));
    expect([code, out]).toEqual([1, expect.stringMatching(says)]);
  }
});

test('one of another version is not tried: exit code 2 for it alone, and passed over among others', async () => {
  const folder = await kept((whole) => ({ ...whole, gameVersion: 1 }));
  expect(await replay('flight', '--data', folder)).toMatchObject({
    code: 2,
    out: expect.stringContaining('of version 1 of comet'),
  });
  const { code, out } = await replay('--all', '--data', folder);
  expect([code, out]).toEqual([0, expect.stringContaining('1 of 1 matches agree; 1 of other versions')]);
});

test('what cannot be tried is said in one line, with exit code 2', async () => {
  const folder = await kept();
  for (const args of [['nobody', '--data', folder], ['flight', '--data', '/nowhere'], ['flight', '--color'], []]) {
    const { code, out, errors } = await replay(...args);
    expect(code).toBe(2);
    expect(args.length === 0 ? out : errors.trim()).toMatch(args.length === 0 ? /npm run replay/ : /^[^\n]+$/);
  }
});

test('an id that begins with a dash is an id', async () => {
  const { code, errors } = await replay('-b_0123456789ABCDEF-x', '--data', await kept());
  expect(code).toBe(2);
  expect(errors).not.toMatch(/option/);
});

test('a running server is asked with --url', async () => {
  const { url } = await useServer({}, { timing: { results: 60_000 } });
  const { players } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 5 } });
  const [match] = await startMatch(players);
  expect(await replay(match.matchId, '--url', url)).toMatchObject({
    code: 2,
    errors: expect.stringContaining('still runs'),
  });
  await players[0].next('match:end');
  expect(await replay(match.matchId, '--url', url)).toMatchObject({
    code: 0,
    out: expect.stringContaining('the same'),
  });
});
