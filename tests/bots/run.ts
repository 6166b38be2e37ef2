import { PassThrough } from 'node:stream';
import { MultiBar, Presets } from 'cli-progress';
import { type AnyGame, BOT_LEVELS, type BotLevel } from '../../shared/game/contract.ts';
import { games } from '../../shared/games/index.ts';
import { readOptions } from '../support/options.ts';
import { quantile, table } from '../support/table.ts';
import { type BotRoom, fillRoom, startMatch } from './fillRoom.ts';

const HELP = `npm run bots -- [options]      fills rooms of a running server with bot clients and lets them play
  --url URL        the server                            (http://localhost:3000)
  --game GAME      ${[...games.keys()].join(' or ').padEnd(37)} (comet)
  --rooms N        rooms to open                         (5)
  --bots N         bots in each                          (as many as can play)
  --level LEVEL    easy, normal, hard or mixed           (mixed)
  --seconds N      length of a round, where it has one   (30)
  --settings JSON  of the game, such as '{"dice": 2}'    ({})
`;

const values = readOptions({
  url: { type: 'string', default: 'http://localhost:3000' },
  game: { type: 'string', default: 'comet' },
  rooms: { type: 'string', default: '5' },
  bots: { type: 'string' },
  level: { type: 'string', default: 'mixed' },
  seconds: { type: 'string', default: '30' },
  settings: { type: 'string', default: '{}' },
  help: { type: 'boolean', default: false },
});

if (values.help) stop(HELP, 0);
const game = games.get(values.game) ?? stop(`--game: ${values.game} is none of ${[...games.keys()].join(', ')}`);
const rooms = wholeNumber('rooms', values.rooms, 1, 1000);
const perRoom = wholeNumber('bots', values.bots ?? String(game.maxPlayers), game.minPlayers, game.maxPlayers);
const seconds = wholeNumber('seconds', values.seconds, 5, 600);
const settings = readSettings(game, values.settings);
const levels = values.level === 'mixed' ? BOT_LEVELS : BOT_LEVELS.filter((level) => level === values.level);
if (levels.length === 0) stop(`--level: ${values.level} is none of easy, normal, hard, mixed`);

/** A progress bar is for a terminal; elsewhere the summary says it all. */
const stream = process.stderr.isTTY ? process.stderr : new PassThrough();
const bars = new MultiBar(
  { stream, format: ' {task} {bar} {value}/{total}', hideCursor: true, clearOnComplete: false },
  Presets.rect,
);
const opened: BotRoom[] = [];
try {
  const seated = bars.create(rooms * perRoom, 0, { task: 'bots seated   ' });
  for (let i = 1; i <= rooms; i++) {
    const connected = () => seated.increment();
    opened.push(await fillRoom(values.url, `Bots ${i}`, perRoom, levels, settings, connected, game.id));
  }
  const over = bars.create(rooms, 0, { task: 'matches played' });
  const start = performance.now();
  const winners: BotLevel[] = [];
  await Promise.all(
    opened.map(async (room) => {
      const end = room.bots[0]!.matchEnd();
      await startMatch(room);
      const { outcome } = await end;
      if (outcome.kind === 'aborted') throw new Error(`room ${room.code}: ${outcome.error.message}`);
      for (const { playerId, place } of outcome.placements) {
        const winner = room.bots.find((bot) => bot.client.player.id === playerId);
        if (place === 1 && winner) winners.push(winner.level);
      }
      over.increment();
    }),
  );
  bars.stop();
  summary((performance.now() - start) / 1000, winners);
} catch (error) {
  bars.stop();
  stop(`\nThe bots stopped: ${error instanceof Error ? error.message : error}`, 1);
} finally {
  for (const room of opened) for (const bot of room.bots) bot.close();
}

function summary(took: number, winners: readonly BotLevel[]): void {
  const all = opened.flatMap((room) => room.bots);
  const total = (of: 'ticks' | 'missed' | 'inputs') => all.reduce((sum, bot) => sum + bot.stats[of], 0);
  const acks = all.flatMap((bot) => bot.stats.inputToAck);
  const trips = all.flatMap((bot) => bot.client.clock.roundTrip() ?? []);
  process.stdout.write(
    `\n${table(
      [
        'rooms',
        'bots',
        'seconds',
        'ticks',
        'missed',
        'inputs',
        'input to ack p50',
        'p99 ms',
        'round trip p50 ms',
        'won by easy / normal / hard',
      ],
      [
        [
          rooms,
          all.length,
          took.toFixed(1),
          total('ticks'),
          total('missed'),
          total('inputs'),
          quantile(acks, 0.5).toFixed(1),
          quantile(acks, 0.99).toFixed(1),
          quantile(trips, 0.5).toFixed(1),
          BOT_LEVELS.map((level) => winners.filter((one) => one === level).length).join(' / '),
        ],
      ],
    )}\n`,
  );
}

function wholeNumber(name: string, text: string, low: number, high: number): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < low || n > high)
    stop(`--${name}: should be a whole number from ${low} to ${high}; it is ${text}`);
  return n;
}

/** With the length of a round, if the game has rounds. */
function readSettings({ settings: schema }: AnyGame, text: string): { [name: string]: unknown } {
  let given: object;
  try {
    given = JSON.parse(text);
  } catch {
    return stop(`--settings: should be JSON; it is ${text}`);
  }
  const timed = { roundSeconds: seconds, ...given };
  if (schema.safeParse(timed).success) return timed;
  const parsed = schema.safeParse(given);
  return parsed.success
    ? parsed.data
    : stop(`--settings: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
}

function stop(message: string, code = 2): never {
  (code === 0 ? process.stdout : process.stderr).write(`${message}\n`);
  process.exit(code);
}
