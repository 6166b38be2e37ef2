import { answer } from '../child.ts';
import { createBareSpeaker } from './bareSpeaker.ts';
import { type HabitName, habits, INPUT_PERIOD_MS } from './inputs.ts';
import { createMusterSpeaker } from './musterSpeaker.ts';
import { atOnce, createPeer, type Peer, RING, type Speaker } from './peer.ts';
import { createTickDesk } from './ticks.ts';

/** All clients, in a process of their own: `node loadProcess.ts PORT bare|sdk|stock`. */

export interface LoadSample {
  readonly clients: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly ticks: number;
  readonly missed: number;
  readonly decoded: number;
  readonly inputs: number;
  /** Bytes of all clients, from the server and to it. */
  readonly down: number;
  readonly up: number;
  /** Milliseconds. */
  readonly inputToAck: { readonly p50: number; readonly p99: number };
  /** Connections that ended, and why the last one did. */
  readonly lost: number;
  readonly why: string;
}

/** Rooms that begin their match at a time. */
const BEGIN_AT_ONCE = 8;
const LOOK_MS = 20;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const port = Number(process.argv[2]);
const dialect = process.argv[3] as 'bare' | 'sdk' | 'stock';
const desk = createTickDesk();
const peers: Peer[] = [];
let lost = 0;
let why = '';
const left = (reason: string) => {
  lost++;
  why = reason;
};
let perRoom = 0;
const speaker: Speaker =
  dialect === 'bare'
    ? createBareSpeaker(port, desk, left)
    : createMusterSpeaker(port, dialect, { settings: { roundSeconds: 600 } }, desk, left);

let cpu = process.cpuUsage();
let start = performance.now();
let received = 0;
let sent = 0;
const total = (of: 'received' | 'sent') => peers.reduce((sum, { line }) => sum + (line?.[of] ?? 0), 0);

/** One client after the other sends what it has for this period, evenly over the period, so that inputs come all the time. */
function drive(habit: HabitName): void {
  const began = performance.now();
  let period = 0;
  let next = 0;
  const dueOf = () => began + (period + next / peers.length) * INPUT_PERIOD_MS;
  const loop = () => {
    const now = performance.now();
    while (dueOf() <= now) {
      send(peers[next]!, period, habit);
      next = (next + 1) % peers.length;
      if (next === 0) period++;
    }
    setTimeout(loop, 1);
  };
  loop();
}

function send(peer: Peer, period: number, habit: HabitName): void {
  if (!peer.line || peer.seat < 0) return;
  const wish = habits[habit](peer.index, period);
  if (!wish) return;
  peer.sent++;
  peer.sentAt[peer.sent % RING] = performance.now();
  desk.tally.inputs++;
  peer.line.write(speaker.input(peer, wish));
}

const answers = {
  /** So many more clients, who have all that they need to come. */
  async prepare({ rooms, bots }: { rooms: number; bots: number }): Promise<void> {
    const first = peers.length / (perRoom || bots);
    perRoom = bots;
    const more = Array.from({ length: rooms * bots }, (_, i) => {
      const room = first + Math.floor(i / bots);
      return createPeer(peers.length + i, room, i % bots === 0);
    });
    await speaker.prepare(more);
    peers.push(...more);
  },
  /** Those who have not come yet do; the milliseconds it took. */
  async connect({ enter, limit }: { enter: boolean; limit: number }): Promise<number> {
    const began = performance.now();
    await atOnce(
      peers.filter(({ line }) => line === null),
      limit,
      (peer) => speaker.connect(peer, enter),
    );
    return performance.now() - began;
  },
  /** All rooms that do not play yet do from here on. */
  async begin(): Promise<void> {
    const waiting = peers.filter(({ isHost, seen }) => isHost && seen === 0);
    await atOnce(waiting, BEGIN_AT_ONCE, (host) => speaker.begin(peers.filter(({ room }) => room === host.room)));
    while (peers.some(({ seen }) => seen === 0) && lost === 0) await sleep(LOOK_MS);
  },
  drive,
  reset(): void {
    desk.reset();
    received = total('received');
    sent = total('sent');
    cpu = process.cpuUsage();
    start = performance.now();
  },
  sample(): LoadSample {
    const { user, system } = process.cpuUsage(cpu);
    return {
      clients: peers.length,
      seconds: (performance.now() - start) / 1000,
      cpuSeconds: (user + system) / 1e6,
      ...desk.tally,
      down: total('received') - received,
      up: total('sent') - sent,
      inputToAck: { p50: desk.inputToAck.quantile(0.5), p99: desk.inputToAck.quantile(0.99) },
      lost,
      why,
    };
  },
};
export type LoadAnswers = typeof answers;

answer(answers);
