import { table } from '../support/table.ts';
import { fixed } from './figures.ts';
import { perTick } from './load.ts';
import { NOISE } from './machine.ts';
import type { Plan } from './plan.ts';
import { BARE, type Contestant, type Measured, SDK, type Stage, setStage } from './stage.ts';

/** How many clients one core serves in time: rooms are added to a running server until it is late. */

const CONTESTANTS = [BARE, SDK];
/** In time: nearly all ticks begin within this after they are due, and nearly all inputs are known to be applied within that. */
const LATE_MS = 10;
const ACK_MS = 120;
/** Big steps find where it ends, small ones from the last good one how exactly. */
const BIG_STEP = 1.25;
const SMALL_STEP = 1.04;
/** A hitch of the machine is not the server's: it is late only twice. */
const TRIES = 4;
/** Of a step; there are many. */
const MOST_SECONDS = 6;
/** A load generator that is this busy may be what is late. */
const LOAD_LIMIT = 0.9;

interface Reached {
  readonly rooms: number;
  readonly at: Measured;
}

export async function benchCapacity(plan: Plan): Promise<string> {
  const rows: (string | number)[][] = [];
  let base = Number.NaN;
  for (const contestant of CONTESTANTS) {
    const reached = await mostOf(contestant, plan);
    const clients = (reached?.rooms ?? 0) * plan.bots;
    if (contestant === BARE) base = clients;
    rows.push([
      contestant.name,
      clients,
      fixed(clients / base, 2),
      ...(reached ? detailsOf(reached.at) : ['-', '-', '-']),
    ]);
  }
  const head = ['server', 'clients', 'of bare', 'CPU % there', 'us/client-tick there', 'load CPU % there'];
  const limits = `tick lateness p99 under ${LATE_MS} ms and input-to-ack p99 at most ${ACK_MS} ms`;
  return `most clients on one core with ${limits}\n\n${table(head, rows)}`;
}

const detailsOf = (at: Measured) => [
  fixed((100 * at.server.cpuSeconds) / at.server.seconds),
  fixed(perTick(at), 1),
  fixed((100 * at.load.cpuSeconds) / at.load.seconds),
];

async function mostOf(contestant: Contestant, plan: Plan): Promise<Reached | null> {
  for (let rooms = plan.rooms; rooms >= 1; rooms = Math.floor(rooms / 2)) {
    const rough = await climb(contestant, rooms, BIG_STEP, plan);
    if (rough) return (await climb(contestant, rough.rooms, SMALL_STEP, plan)) ?? rough;
  }
  return null;
}

/** The last count that was served in time; null if not even the first was. */
async function climb(contestant: Contestant, from: number, step: number, plan: Plan): Promise<Reached | null> {
  const stage = await setStage(contestant);
  try {
    await stage.play(from, plan.bots);
    let rooms = from;
    let best: Reached | null = null;
    for (;;) {
      const at = await inTime(
        stage,
        Math.min(plan.seconds, MOST_SECONDS),
        `${contestant.name}, ${rooms * plan.bots} clients`,
      );
      if (!at) return best;
      best = { rooms, at };
      if (at.load.cpuSeconds > LOAD_LIMIT * at.load.seconds) return best;
      const more = Math.max(1, Math.round(rooms * (step - 1)));
      await stage.play(more, plan.bots);
      rooms += more;
    }
  } finally {
    await stage.stop();
  }
}

/** What was measured, or null if it was late; that counts only if others did not disturb, or disturb whenever it is tried. */
async function inTime(stage: Stage, seconds: number, what: string): Promise<Measured | null> {
  for (let tries = 0; tries < TRIES; tries++) {
    await stage.settle();
    const at = await stage.measure(seconds);
    const late = at.server.late.p99;
    const ack = at.load.inputToAck.p99;
    const others = fixed(100 * at.others);
    process.stderr.write(`  ${what}: late p99 ${fixed(late, 1)} ms, ack p99 ${fixed(ack)} ms, others ${others} %\n`);
    if (late < LATE_MS && ack <= ACK_MS && at.load.lost === 0) return at;
    if (tries > 0 && !(at.others > NOISE)) return null;
  }
  return null;
}
