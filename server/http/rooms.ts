import { type Response, Router } from 'express';
import { type RoomResponse, roomsQuery } from '../../shared/protocol/http.ts';
import { roomCreateByRest } from '../../shared/protocol/room.ts';
import { placeOf } from '../ops/limits.ts';
import { lookUpRoom } from '../rooms/lookUp.ts';
import { sendProblem } from './problem.ts';
import { createRoomPages } from './roomPages.ts';
import { type HttpServices, parseBody, parseQuery, respond } from './services.ts';

export function roomsRouter({ rooms, verifier, limits, nodeId, addressOf, linkTo }: HttpServices): Router {
  const router = Router();
  const pages = createRoomPages(rooms);

  router.get('/', (request, response) => {
    // The address as it came, since taking a query apart costs more than sending a page.
    const known = pages.known(request.url);
    if (known) return sendJson(response, known);
    const query = parseQuery(roomsQuery, request, response);
    if (query) respond(pages.write(request.url, query), response, (body) => sendJson(response, body));
  });

  router.post('/', async (request, response) => {
    const player = await verifier(request);
    if (!player.ok) return sendProblem(response, player.error);
    const body = parseBody(roomCreateByRest, request, response);
    if (!body) return;
    const allowed = await limits.createRoom(addressOf(request), player.value.id);
    if (!allowed.ok) return sendProblem(response, allowed.error);
    rooms.create(player.value, body, placeOf(addressOf(request)), null, (opened) =>
      respond(opened, response, ({ document }) => {
        response
          .status(201)
          .location(`/api/rooms/${document.code}`)
          .json({ room: document, node: nodeId, url: linkTo(request, document.code) });
      }),
    );
  });

  router.get('/:code', async (request, response) => {
    const address = addressOf(request);
    const known = await verifier(request);
    const playerId = known.ok ? known.value.id : null;
    respond(await lookUpRoom(rooms, limits, request.params.code, address, playerId), response, ({ summary }) => {
      response.json({
        room: summary,
        node: nodeId,
        url: linkTo(request, summary.code),
      } satisfies RoomResponse);
    });
  });

  return router;
}

function sendJson(response: Response, body: Buffer): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('content-length', body.length);
  response.end(body);
}
