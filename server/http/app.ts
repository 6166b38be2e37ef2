import { existsSync } from 'node:fs';
import { join } from 'node:path';
import cors from 'cors';
import express, { type Express, type Request, type Response } from 'express';
import compressedStatic from 'express-static-gzip';
import helmet from 'helmet';
import { refuse } from '../../shared/protocol/errors.ts';
import { gamesRouter } from './games.ts';
import { playersRouter } from './players.ts';
import { problemHandler, sendProblem } from './problem.ts';
import { queueRouter } from './queue.ts';
import { resultsRouter } from './results.ts';
import { roomsRouter } from './rooms.ts';
import type { HttpServices } from './services.ts';

export interface AppOptions extends HttpServices {
  /** Express's `trust proxy`. */
  readonly trustProxy: boolean | number | string;
  readonly allowedOrigins: readonly string[] | undefined;
  /** Where the built client lies. */
  readonly clientDir: string;
}

const BODY_LIMIT = '16kb';
/** Addresses that the client's own router knows. */
const PAGES = ['/', '/r/:code', '/leaderboard/:game', '/players/:id', '/replays/:matchId'];

export function createApp(options: AppOptions): Express {
  const { rooms, keeper, clientDir, log } = options;
  const app = express();
  app.set('trust proxy', options.trustProxy);
  app.disable('x-powered-by');
  app.use('/api', createApi(options));
  app.use(securityHeaders());

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', (_request, response) => {
    if (rooms.draining) sendProblem(response, refuse('server/draining', 'This server takes no more players.'));
    else if (!keeper.able) sendProblem(response, refuse('server/unavailable', 'Nothing can be written down just now.'));
    else response.json({ status: 'ready' });
  });

  serveClient(app, clientDir);
  app.use((request: Request, response: Response) => {
    // A mistyped address in a browser leads to the start page rather than to a line of JSON.
    if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html')
      return sendPage(clientDir, response, 404);
    sendProblem(
      response,
      refuse('http/not-found', `There is no ${request.method} ${request.originalUrl.slice(0, 200)}.`),
    );
  });
  app.use(problemHandler(log));
  return app;
}

/** Its answers are no pages: of the headers that keep a page safe they need one. */
function createApi(options: AppOptions): express.Router {
  const { origins, limits, addressOf } = options;
  const api = express.Router();
  const allowOrigins = cors({
    origin: [...(options.allowedOrigins ?? [])],
    credentials: true,
    exposedHeaders: ['retry-after', 'location'],
  });
  api.use((request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    if (request.headers.origin === undefined) next();
    else if (origins.allows(request)) allowOrigins(request, response, next);
    else sendProblem(response, refuse('origin/refused', 'Pages of this origin may not use this server.'));
  });
  api.use(async (request, response, next) => {
    const allowed = await limits.call(addressOf(request));
    if (allowed.ok) next();
    else sendProblem(response, allowed.error);
  });
  api.use(express.json({ limit: BODY_LIMIT }));
  api.use('/rooms', roomsRouter(options));
  api.use('/games', gamesRouter(options));
  api.use('/queue', queueRouter(options));
  api.use('/', playersRouter(options));
  api.use('/', resultsRouter(options));
  api.use((request, response) => {
    sendProblem(
      response,
      refuse('http/not-found', `There is no ${request.method} ${request.originalUrl.slice(0, 200)}.`),
    );
  });
  return api;
}

/**
 * Built files bear a hash in their names, never change, and were compressed when they were built: doing it for each request
 * would take time from the ticks. The page itself is asked for anew each time.
 */
function serveClient(app: Express, clientDir: string): void {
  const assets = join(clientDir, 'assets');
  if (existsSync(assets)) {
    const serveStatic = { immutable: true, maxAge: '1y' };
    app.use(
      '/assets',
      compressedStatic(assets, { enableBrotli: true, orderPreference: ['br', 'gzip'], index: false, serveStatic }),
    );
  }
  app.use(express.static(clientDir, { index: false, maxAge: '1h' }));
  app.get(PAGES, (_request: Request, response: Response) => sendPage(clientDir, response, 200));
}

function sendPage(clientDir: string, response: Response, status: number): void {
  const page = join(clientDir, 'index.html');
  response.setHeader('cache-control', 'no-cache');
  if (existsSync(page)) response.status(status).sendFile(page);
  else response.status(503).type('text').send('The client is not built yet: npm run build.');
}

/** A page of ours loads nothing from elsewhere. Plain http is allowed: a game in a living room has no certificate. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Phaser makes textures from blobs and data, and the lobby sets style attributes.
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'data:', 'blob:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'", 'ws:', 'wss:', 'data:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
}
