import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readOptions } from '../support/options.ts';
import { table } from '../support/table.ts';
import type { LoadSample } from './loadProcess.ts';
import type { ServerSample } from './serverProcess.ts';

/**
 * The server on one core, bot clients on another, and what the ticks did meanwhile. One row a run: machines differ from minute
 * to minute, so look at several.
 */
const values = readOptions({
  rooms: { type: 'string', default: '125' },
  bots: { type: 'string', default: '8' },
  seconds: { type: 'string', default: '20' },
  runs: { type: 'string', default: '3' },
  help: { type: 'boolean', default: false },
});
if (values.help) {
  process.stdout.write('npm run bench -- [--rooms 125] [--bots 8] [--seconds 20] [--runs 3]\n');
  process.exit(0);
}
const [rooms, bots, seconds, runs] = [values.rooms, values.bots, values.seconds, values.runs].map(Number) as [
  number,
  number,
  number,
  number,
];

const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** As `npm start` gives them. */
const SERVER_FLAGS = ['--initial-old-space-size=256'];

/** Node on one core of its own, where the machine lets us choose. */
function start(script: string, core: number, args: string[] = [], execArgv: string[] = []): ChildProcess {
  const child = fork(join(import.meta.dirname, script), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv,
  });
  if (pinned) spawnSync('taskset', ['-a', '-c', '-p', String(core), String(child.pid)]);
  return child;
}

function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)));
  });
}

async function measure(): Promise<{ server: ServerSample; load: LoadSample }> {
  const serverProcess = start('serverProcess.ts', 0, [], SERVER_FLAGS);
  const { url } = await next<{ url: string }>(serverProcess);
  const loadProcess = start('loadProcess.ts', 1, [url, String(rooms), String(bots), String(seconds)]);
  await next(loadProcess);
  serverProcess.send('reset');
  const { sample: load } = await next<{ sample: LoadSample }>(loadProcess);
  serverProcess.send('sample');
  const { sample: server } = await next<{ sample: ServerSample }>(serverProcess);
  loadProcess.disconnect();
  serverProcess.disconnect();
  return { server, load };
}

const rows: (string | number)[][] = [];
for (let run = 1; run <= runs; run++) {
  const { server, load } = await measure();
  const delivered = load.clients * load.rate.mean * server.seconds;
  rows.push([
    run,
    load.clients,
    load.rate.mean.toFixed(2),
    load.rate.least.toFixed(2),
    load.missed,
    server.late.p50.toFixed(2),
    server.late.p99.toFixed(2),
    server.late.max.toFixed(1),
    server.dropped,
    server.duration.p50.toFixed(3),
    load.inputsPerSecond.toFixed(0),
    load.inputToAck.p50.toFixed(1),
    load.inputToAck.p99.toFixed(1),
    ((100 * server.cpuSeconds) / server.seconds).toFixed(0),
    ((1e6 * server.cpuSeconds) / delivered).toFixed(1),
    ((1024 * server.rssMegabytes) / load.clients).toFixed(0),
    ((100 * load.cpuSeconds) / server.seconds).toFixed(0),
  ]);
}

process.stdout.write(
  `\n${rooms} rooms of ${bots}, 30 ticks a second, ${seconds} s a run, server and clients ${pinned ? 'on a core each' : 'not pinned'}\n\n${table(
    [
      'run',
      'clients',
      'ticks/s',
      'least',
      'missed',
      'late p50 ms',
      'p99',
      'max',
      'dropped',
      'tick ms p50',
      'inputs/s',
      'ack p50 ms',
      'p99',
      'server CPU %',
      'us/client-tick',
      'RSS KB/client',
      'load CPU %',
    ],
    rows,
  )}\n`,
);
