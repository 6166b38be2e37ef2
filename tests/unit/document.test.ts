import { expect, test } from 'vitest';
import { botName, roomDocument, roomSummary } from '../../shared/lobby/document.ts';
import { openRoom } from '../../shared/lobby/openRoom.ts';
import type { Room } from '../../shared/lobby/room.ts';
import * as protocol from '../../shared/protocol/room.ts';

const opened = openRoom(
  {
    code: 'CDFGHJ',
    game: 'counter',
    name: "Ann's room",
    visibility: 'private',
    settings: { roundSeconds: 5 },
    minPlayers: 2,
    seatLimit: 8,
    teams: 0,
    place: 'home of ann',
    host: { id: 'ann', name: 'Ann' },
    maxPlayers: 4,
    bots: 1,
    hostIsConnected: true,
  },
  1000,
  30_000,
);

const human = {
  kind: 'human',
  playerId: 'ben',
  name: 'Ben',
  place: 'home of ben',
  lagging: false,
  team: 0,
  wants: null,
  joinedAt: 1500,
  ready: true,
  awaySince: 1600,
  keptUntil: 31_600,
} as const;
const here = { lagging: false, awaySince: null, keptUntil: null };
const spectator = { playerId: 'cleo', name: 'Cleo', place: 'home of cleo', joinedAt: 1700, ...here };
const room: Room = { ...opened, seats: opened.seats.with(2, human), spectators: [spectator], version: 7 };

test('[RM-1] the document has what the protocol says of each kind of seat, and no more', () => {
  const document = roomDocument(room);
  expect(document).toEqual({
    code: 'CDFGHJ',
    game: 'counter',
    name: "Ann's room",
    visibility: 'private',
    status: 'lobby',
    locked: false,
    hostId: 'ann',
    settings: { roundSeconds: 5 },
    minPlayers: 2,
    maxPlayers: 4,
    seats: [
      { index: 0, kind: 'human', playerId: 'ann', name: 'Ann', ready: false, connection: 'online' },
      { index: 1, kind: 'bot', name: botName(1), ready: true, level: 'normal' },
      { index: 2, kind: 'human', playerId: 'ben', name: 'Ben', ready: true, connection: 'away' },
      { index: 3, kind: 'empty', ready: false },
    ],
    spectators: [{ playerId: 'cleo', name: 'Cleo' }],
    spectatorDelay: 0,
    awayBots: true,
    bestOf: 1,
    muted: [],
    version: 7,
    createdAt: 1000,
  });
  expect(protocol.roomDocument.parse(document)).toEqual(document);
});

test('[RM-1] the match is named while there is one, and the start while it is counted down', () => {
  expect(roomDocument({ ...room, status: 'countdown', matchId: 'm', until: 4000 })).toMatchObject({
    matchId: 'm',
    startsAt: 4000,
  });
  const results = roomDocument({ ...room, status: 'results', matchId: 'm', until: 4000 });
  expect(results).toMatchObject({ matchId: 'm' });
  expect(results).not.toHaveProperty('startsAt');
  expect(roomDocument({ ...room, status: 'playing', matchId: 'm', until: null })).not.toHaveProperty('startsAt');
});

test('[RM-1] teams, wishes, lags and a series are shown where there are any', () => {
  const lagging = { ...human, awaySince: null, keptUntil: null, lagging: true, team: 1, wants: 0 };
  const series = { played: 1, standing: [{ seat: 2, name: 'Ben', playerId: 'ben', wins: 1 }], decided: false };
  const more = { teams: 2, bestOf: 3, series, muted: ['cleo'], spectatorDelay: 5, awayBots: false };
  const document = roomDocument({ ...room, ...more, seats: room.seats.with(2, lagging) });
  expect(document).toMatchObject(more);
  expect(document.seats.map(({ team }) => team)).toEqual([0, 0, 1, undefined]);
  expect(document.seats[2]).toMatchObject({ wants: 0, connection: 'lagging' });
  expect(protocol.roomDocument.parse(document)).toEqual(document);
});

test('nobody is told where somebody comes from', () => {
  expect(JSON.stringify([roomDocument(room), roomSummary(room)])).not.toContain('home of');
});

test('a summary counts the seats by kind and names the host, seated or watching', () => {
  expect(roomSummary(room)).toEqual({
    code: 'CDFGHJ',
    game: 'counter',
    name: "Ann's room",
    visibility: 'private',
    status: 'lobby',
    locked: false,
    host: 'Ann',
    humans: 2,
    bots: 1,
    open: 1,
    maxPlayers: 4,
    createdAt: 1000,
  });
  expect(roomSummary({ ...room, hostId: 'cleo' }).host).toBe('Cleo');
  expect(roomSummary({ ...room, hostId: null }).host).toBeNull();
});

test('a document is a copy: who changes it changes no room', () => {
  const document = roomDocument(room);
  document.settings.roundSeconds = 99;
  document.seats.pop();
  expect(roomDocument(room).settings).toEqual({ roundSeconds: 5 });
  expect(roomDocument(room).seats).toHaveLength(4);
});

test('no two bots of a room share a name, however many seats it has', () => {
  const names = Array.from({ length: 32 }, (_, seat) => botName(seat));
  expect(new Set(names).size).toBe(32);
});
