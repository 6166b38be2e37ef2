import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInputStats } from '../../../server/match/inputStats.ts';
import { createTicker } from '../../../server/match/ticker.ts';
import { systemClock } from '../../../server/ops/clock.ts';
import type { RoomsResponse } from '../../../shared/protocol/http.ts';
import { answer } from '../child.ts';
import { createGauge } from './gauge.ts';

/** The floor of the list of rooms: node:http, which makes JSON of the same list for each request, and does nothing else. */
let page: RoomsResponse | null = null;

const server = createServer((_request, response) => {
  const body = JSON.stringify(page);
  response
    .writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
});

const gauge = createGauge(createTicker(systemClock).stats, createInputStats());
const answers = {
  ...gauge,
  port: () => (server.address() as AddressInfo).port,
  list(given: RoomsResponse): void {
    page = given;
  },
};
export type ListAnswers = typeof answers;

server.listen(0, '127.0.0.1', () => answer(answers));
