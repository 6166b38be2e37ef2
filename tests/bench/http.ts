import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomsResponse } from '../../shared/protocol/http.ts';
import { table } from '../support/table.ts';
import { CLIENT_CORE, SERVER_CORE, startChild } from './child.ts';
import type { RequestAnswers, RequestSample } from './clients/requestProcess.ts';
import { get, post } from './clients/rest.ts';
import { fixed, medianOf, ratioOf, span } from './figures.ts';
import { watchOthers } from './machine.ts';
import type { Plan } from './plan.ts';
import type { ServerSample } from './servers/gauge.ts';
import type { ListAnswers } from './servers/listServer.ts';
import type { ServerAnswers } from './servers/serverProcess.ts';
import { inRounds, rowName } from './stage.ts';
import { START_FLAGS } from './startFlags.ts';

/** The list of rooms: how many requests a second a server answers that has a hundred of them. */

const ROOMS = 100;
const PATH = `/api/rooms?limit=${ROOMS}`;
const CONNECTIONS = 50;
const WARM_UP_MS = 2000;
/** Rooms whose host is away close after half a minute. */
const MOST_SECONDS = 6;

const FLOOR = { name: 'node:http, stringified each time' };
const MUSTER = { name: 'Muster' };
const CONTESTANTS = [FLOOR, MUSTER];

interface Served {
  readonly server: ServerSample;
  readonly requests: RequestSample;
  readonly others: number;
}

async function startMuster() {
  const server = await startChild<ServerAnswers>('servers/serverProcess.ts', SERVER_CORE, [], START_FLAGS);
  const port = await server.ask('port');
  for (let i = 1; i <= ROOMS; i++) {
    const { token } = await post<{ token: string }>(port, '/api/session', { name: `Host ${i}` });
    await post(port, '/api/rooms', { game: 'bench', visibility: 'public' }, token);
  }
  return { server, port };
}

/** The floor has the very list that Muster would send. */
async function startFloor(page: RoomsResponse) {
  const server = await startChild<ListAnswers>('servers/listServer.ts', SERVER_CORE, [], START_FLAGS);
  await server.ask('list', page);
  return { server, port: await server.ask('port') };
}

async function measure(contestant: typeof FLOOR, page: RoomsResponse, seconds: number): Promise<Served> {
  const { server, port } = contestant === FLOOR ? await startFloor(page) : await startMuster();
  const clients = await startChild<RequestAnswers>('clients/requestProcess.ts', CLIENT_CORE, [String(port), PATH]);
  try {
    await clients.ask('start', CONNECTIONS);
    await sleep(WARM_UP_MS);
    await Promise.all([server.ask('reset'), clients.ask('reset')]);
    const others = watchOthers();
    await sleep(seconds * 1000);
    const [ofServer, requests] = await Promise.all([server.ask('sample'), clients.ask('sample')]);
    return { server: ofServer, requests, others: others(ofServer.cpuSeconds + requests.cpuSeconds) };
  } finally {
    await clients.stop();
    await server.stop();
  }
}

async function readPage(): Promise<RoomsResponse> {
  const { server, port } = await startMuster();
  const page = await get<RoomsResponse>(port, PATH);
  await server.stop();
  return page;
}

const perSecond = ({ requests }: Served): number => requests.count / requests.seconds;

export async function benchHttp(plan: Plan): Promise<string> {
  const page = await readPage();
  const all = await inRounds(
    CONTESTANTS,
    plan.rounds,
    (one) => measure(one, page, Math.min(plan.seconds, MOST_SECONDS)),
    (served) => `${perSecond(served).toFixed(0)} requests/s`,
  );
  const base = all.get(FLOOR)!;
  const rows = CONTESTANTS.map((one) => {
    const served = all.get(one)!;
    return [
      rowName(one, served),
      fixed(medianOf(served, perSecond)),
      fixed(ratioOf(served, base, perSecond), 2),
      span(served.map(perSecond), 0),
      fixed(
        medianOf(served, ({ server, requests }) => (1e6 * server.cpuSeconds) / requests.count),
        1,
      ),
      fixed(medianOf(served, ({ requests }) => requests.bytes / requests.count)),
      fixed(medianOf(served, ({ requests }) => (100 * requests.cpuSeconds) / requests.seconds)),
    ];
  });
  const head = ['server', 'requests/s', 'of node:http', 'min-max', 'us/request', 'B/response', 'load CPU %'];
  return `GET /api/rooms of ${ROOMS} rooms, ${CONNECTIONS} connections, median of ${plan.rounds} rounds\n\n${table(head, rows)}`;
}
