import fc from 'fast-check';
import type { Command, Room } from '../../shared/lobby/room.ts';
import { humansOf } from '../../shared/lobby/room.ts';
import { holding, joining, RoomTable, rules } from './roomTable.ts';

/** What somebody does, by number: who and what they mean is only known once the room is there. */
type Roll = readonly [kind: number, who: number, a: number, b: number];

const IDS = ['ann', 'ben', 'cleo', 'dan', 'eve'] as const;
const SESSIONS = 300;
const SEED = 1;

/** Rooms of random sessions, one of each shape: the same fields of the same kinds. The same ones at every call. */
export function roomsOfAllShapes(): Room[] {
  const shapes = new Map<string, Room>();
  const roll = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(7), fc.nat(7));
  const sessions = fc.sample(fc.tuple(fc.nat(5), fc.array(roll, { minLength: 20, maxLength: 60, size: 'max' })), {
    numRuns: SESSIONS,
    seed: SEED,
  });
  for (const [how, rolls] of sessions) {
    const teams = how % 2 === 1 ? 2 : 0;
    const table =
      how > 3
        ? RoomTable.gathering(['ann', 'ben', 'cleo'], { teams })
        : new RoomTable({ teams, bestOf: how > 1 ? 3 : 1, hostIsConnected: how !== 3 });
    for (const one of [null, ...rolls]) {
      if (one) act(table, one);
      shapes.set(shapeOf(table.room), table.room);
    }
  }
  return [...shapes.values()];
}

function act(table: RoomTable, [kind, who, a, b]: Roll): void {
  const { room } = table;
  const members = humansOf(room).map(({ playerId }) => playerId);
  const playerId = members[who % members.length] ?? 'ann';
  const target = members[(who + a) % members.length] ?? 'ann';
  const host = { playerId: room.hostId ?? 'ann' };
  const newcomer = IDS[who % IDS.length]!;
  const played = () =>
    room.seats.flatMap((seat, index) => {
      if (seat.kind === 'empty') return [];
      const one = seat.kind === 'human' ? { name: seat.name, playerId: seat.playerId } : { name: `Bot ${index}` };
      return [{ seat: index, ...one, won: index === a % 2 }];
    });
  const ready = room.seats.flatMap((seat): Command[] =>
    seat.kind === 'human' && seat.awaySince === null ? [{ kind: 'ready', playerId: seat.playerId, ready: true }] : [],
  );
  const start: Command[] = [...ready, { kind: 'start', ...host, matchId: `m${who}` }];
  const end = (matchId: string): Command => ({ kind: 'ended', matchId, players: b === 0 ? null : played() });
  const choices: readonly (readonly Command[])[] = [
    [joining(newcomer)],
    [joining(newcomer, 'spectator')],
    [{ kind: 'leave', playerId }],
    [{ kind: 'ready', playerId, ready: a % 2 === 0 }],
    [{ kind: 'configure', ...host, change: { locked: a % 2 === 0, visibility: b % 2 === 0 ? 'private' : 'public' } }],
    [{ kind: 'bot', ...host, seat: a % 4, level: (['easy', 'normal', 'hard', null] as const)[b % 4]! }],
    [{ kind: 'seat', playerId, wish: { seat: a % 4 } }],
    [{ kind: 'seat', playerId, wish: { as: a % 2 === 0 ? 'player' : 'spectator' } }],
    [{ kind: 'kick', ...host, target, ban: a % 2 === 0 }],
    [{ kind: 'mute', ...host, target, muted: a % 2 === 0 }],
    start,
    start,
    [...start, { kind: 'passed' }, end(`m${who}`)],
    [{ kind: 'rematch', playerId, matchId: `m${who}` }],
    [{ kind: 'lost', playerId }],
    [holding([newcomer], table.now + 1000 * (1 + a))],
    [{ kind: 'lagging', playerId, lagging: a % 2 === 0 }],
    [end(room.matchId ?? 'm')],
    [{ kind: 'passed' }],
    [{ kind: 'passed' }],
    [{ kind: 'passed' }],
  ];
  for (const command of choices[kind % choices.length]!) {
    if (command.kind === 'passed') table.now = Math.max(table.now, rules.due(table.room) ?? 0) + 0.25;
    const step = rules.apply(table.room, command, table.now);
    if (step.ok) table.room = step.value.room;
  }
}

/** Which fields there are, and of which kind; of an array, those of its items. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join()}]`;
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  const fields = Object.entries(value).map(([name, of]) => `${name}:${isChoice(name) ? of : shapeOf(of)}`);
  return `{${fields.sort().join()}}`;
}

const isChoice = (name: string) => ['kind', 'status', 'decided'].includes(name);
