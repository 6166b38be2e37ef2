import { BOT_LEVELS } from '../../shared/game/contract.ts';
import { type BotRoom, fillRoom, startMatch } from '../bots/fillRoom.ts';
import { quantile } from '../support/table.ts';

/** Rooms of bot clients in a process of their own: `node loadProcess.ts URL ROOMS BOTS SECONDS`; it reports over IPC. */
export interface LoadSample {
  readonly clients: number;
  /** Ticks a second that a client received: the mean, and those of the client that got fewest. */
  readonly rate: { readonly mean: number; readonly least: number };
  readonly missed: number;
  readonly inputsPerSecond: number;
  /** Milliseconds. */
  readonly inputToAck: { readonly p50: number; readonly p99: number };
  readonly cpuSeconds: number;
}

const [url, rooms, perRoom, seconds] = [process.argv[2]!, ...process.argv.slice(3).map(Number)] as [
  string,
  number,
  number,
  number,
];
const SETTLE_MS = 3000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const opened: BotRoom[] = [];
for (let i = 1; i <= rooms; i++) {
  opened.push(await fillRoom(url, `Bench ${i}`, perRoom, BOT_LEVELS, { roundSeconds: 600 }));
}
const bots = opened.flatMap((room) => room.bots);
for (const room of opened) await startMatch(room);
await Promise.all(
  bots.map(
    ({ client }) =>
      new Promise<void>((resolve) => {
        if (client.match) return resolve();
        const stop = client.on('match', (match) => {
          if (!match) return;
          stop();
          resolve();
        });
      }),
  ),
);
await sleep(SETTLE_MS);

process.send!('measuring');
for (const { stats } of bots) {
  stats.ticks = 0;
  stats.missed = 0;
  stats.inputs = 0;
  stats.inputToAck.length = 0;
}
const cpu = process.cpuUsage();
const start = performance.now();
await sleep(seconds * 1000);
const took = (performance.now() - start) / 1000;
const used = process.cpuUsage(cpu);
const rates = bots.map((bot) => bot.stats.ticks / took);
const acks = bots.flatMap((bot) => bot.stats.inputToAck);
const total = (of: 'missed' | 'inputs') => bots.reduce((sum, bot) => sum + bot.stats[of], 0);
const sample: LoadSample = {
  clients: bots.length,
  rate: { mean: rates.reduce((sum, rate) => sum + rate, 0) / rates.length, least: Math.min(...rates) },
  missed: total('missed'),
  inputsPerSecond: total('inputs') / took,
  inputToAck: { p50: quantile(acks, 0.5), p99: quantile(acks, 0.99) },
  cpuSeconds: (used.user + used.system) / 1e6,
};
process.send!({ sample });
process.once('disconnect', () => process.exit(0));
