import { parseArgs } from 'node:util';
import { z } from 'zod';
import { verifyReplay } from '../shared/game/replay.ts';
import { games } from '../shared/games/index.ts';
import { type ReplayDocument, replayDocument } from '../shared/protocol/results.ts';
import { openForReading } from './store/readOnly.ts';
import { findReplay, readReplay, replayIds, replayOf, uncompacted } from './store/replays.ts';

const HELP = `npm run replay -- ID [options]    plays a kept match again and compares it with what was kept of it
  --all        every match that is kept
  --data DIR   where the server keeps its matches              (DATA_DIR, or ./data)
  --url URL    asks a running server instead, such as http://localhost:3000

Exit code 0: the same states and the same result. 1: not the same; the line says at which tick what differs. 2: it could not be
tried: there is none, or the game has another version by now (with --all those are passed over).
`;

const NOT_THE_SAME = 1;
const NOT_TRIED = 2;

/** A whole replay, by the id of its match; null where there is none. */
type Source = (matchId: string) => Promise<unknown>;

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = NOT_TRIED;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: idsLast(process.argv.slice(2)),
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      data: { type: 'string', default: process.env.DATA_DIR || './data' },
      url: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { all, data, url, help } = values;
  if (help || all === positionals.length > 0 || (all && url !== undefined)) {
    process.stdout.write(HELP);
    return help ? 0 : NOT_TRIED;
  }
  if (url !== undefined) return checkAll(positionals, fromServer(url));
  const db = openForReading(data);
  const kept: Source = async (matchId) => {
    const bytes = await findReplay(db, matchId);
    // One that has just ended has its log still in pieces.
    return bytes ? readReplay(bytes).catch(() => 'bytes that cannot be unpacked') : replayOf(db, matchId);
  };
  const ids = all ? [...(await replayIds(db)), ...(await uncompacted(db))] : positionals;
  const code = await checkAll(ids, kept);
  await db.destroy();
  return code;
}

function fromServer(url: string): Source {
  return async (matchId) => {
    const address = `${url.replace(/\/$/, '')}/api/matches/${encodeURIComponent(matchId)}/replay`;
    const answer = await fetch(address).catch(() => {
      throw new Error(`${url} cannot be reached`);
    });
    const body: unknown = await answer.json();
    if (answer.ok) return body;
    throw new Error(`${matchId}: ${(body as { detail?: string }).detail ?? answer.statusText}`);
  };
}

async function checkAll(ids: readonly string[], source: Source): Promise<number> {
  const found = { same: 0, 'not the same': 0, 'not tried': 0 };
  for (const id of ids) found[check(id, await source(id))]++;
  if (ids.length !== 1) {
    const old = found['not tried'] > 0 ? `; ${found['not tried']} of other versions were not tried` : '';
    process.stdout.write(`${found.same} of ${ids.length - found['not tried']} matches agree${old}\n`);
  }
  if (found['not the same'] > 0) return NOT_THE_SAME;
  return ids.length === 1 && found['not tried'] > 0 ? NOT_TRIED : 0;
}

type Found = 'same' | 'not the same' | 'not tried';

function check(id: string, kept: unknown): Found {
  if (!kept) throw new Error(`${id}: there is no replay of this match, or none any more`);
  const parsed = replayDocument.safeParse(kept);
  if (!parsed.success) return say(id, 'not the same', `what is kept is no replay: ${z.prettifyError(parsed.error)}`);
  const replay: ReplayDocument = parsed.data;
  const game = games.get(replay.game);
  if (!game) return say(id, 'not tried', `there is no game '${replay.game}' here`);
  if (game.version !== replay.gameVersion) {
    return say(id, 'not tried', `of version ${replay.gameVersion} of ${game.id}, which is ${game.version} by now`);
  }
  const { outcome, ticks } = replay;
  const verdict = verifyReplay(game, replay, Buffer.from(replay.log, 'base64'), {
    ticks,
    outcome: outcome.kind === 'finished' ? outcome : null,
  });
  if (!verdict.ok) return say(id, 'not the same', verdict.message);
  const first = outcome.kind === 'finished' ? outcome.placements.filter(({ place }) => place === 1) : [];
  const won = first.map(({ name, score }) => `${name} with ${score}`).join(', ');
  return say(
    id,
    'same',
    `${replay.game}, ${ticks} ticks, ${verdict.checks} checks; ${won ? `won by ${won}` : 'cut short'}`,
  );
}

function say(id: string, found: Found, what: string): Found {
  const said = { same: 'the same', 'not the same': 'NOT THE SAME', 'not tried': 'not tried' }[found];
  process.stdout.write(`${id}: ${said}: ${what}\n`);
  return found;
}

/** A match's id may begin with a dash, and is no option for that. */
function idsLast(args: readonly string[]): string[] {
  if (args.includes('--')) return [...args];
  const isId = (arg: string) => /^-[\w-]{20}$/.test(arg);
  return [...args.filter((arg) => !isId(arg)), '--', ...args.filter(isId)];
}
