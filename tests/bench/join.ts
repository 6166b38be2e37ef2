import { table } from '../support/table.ts';
import { fixed, medianOf, ratioOf, span } from './figures.ts';
import { watchOthers } from './machine.ts';
import type { Plan } from './plan.ts';
import { AT_ONCE, BARE, type Contestant, inRounds, type Measured, rowName, SDK, setStage } from './stage.ts';

/** A crowd that comes at once: what it costs the server to let a client in and into its room. */

const CONTESTANTS = [BARE, SDK];

type Joined = Measured & { readonly ms: number };

async function measure(contestant: Contestant, { rooms, bots }: Plan): Promise<Joined> {
  const stage = await setStage(contestant);
  try {
    const { server, load } = stage;
    await load.ask('prepare', { rooms, bots });
    await Promise.all([server.ask('reset'), load.ask('reset')]);
    const others = watchOthers();
    const ms = await load.ask('connect', { enter: true, limit: AT_ONCE });
    const [ofServer, ofLoad] = await Promise.all([server.ask('sample'), load.ask('sample')]);
    return { ms, server: ofServer, load: ofLoad, others: others(ofServer.cpuSeconds + ofLoad.cpuSeconds) };
  } finally {
    await stage.stop();
  }
}

const perClient = ({ server, load }: Joined): number => (1e6 * server.cpuSeconds) / load.clients;

export async function benchJoin(plan: Plan): Promise<string> {
  const all = await inRounds(
    CONTESTANTS,
    plan.rounds,
    (one) => measure(one, plan),
    (m) => `${perClient(m).toFixed(0)} us a client`,
  );
  const base = all.get(BARE)!;
  const rows = CONTESTANTS.map((one) => {
    const joined = all.get(one)!;
    return [
      rowName(one, joined),
      fixed(medianOf(joined, perClient)),
      fixed(ratioOf(joined, base, perClient), 2),
      span(joined.map(perClient), 0),
      fixed(medianOf(joined, ({ ms }) => ms)),
      fixed(medianOf(joined, ({ load }) => (100 * load.cpuSeconds) / load.seconds)),
    ];
  });
  const head = ['server', 'us/client', 'of bare', 'min-max', 'wall ms', 'load CPU %'];
  return `${plan.rooms * plan.bots} clients connect and join, ${AT_ONCE} at a time, median of ${plan.rounds} rounds\n\n${table(head, rows)}`;
}
