import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roomDocument, roomSummary } from '../../shared/lobby/document.ts';
import { type Command, humansOf, openRoom, type Room } from '../../shared/lobby/room.ts';
import { createRoomRules, type RoomTiming } from '../../shared/lobby/roomRules.ts';
import * as protocol from '../../shared/protocol/room.ts';

/** Short and different times, so that a few steps of random length reach every deadline. */
const timing: RoomTiming = { countdown: 3, results: 20, graceInMatch: 40, graceInLobby: 15, hostAway: 8 };
const rules = createRoomRules(timing);
const MIN_PLAYERS = 2;
const SEAT_LIMIT = 5;

const playerId = fc.constantFrom('ann', 'ann', 'ben', 'cleo', 'dan', 'eve');
const matchId = fc.constantFrom('m1', 'm1', 'm2');
const level = fc.option(fc.constantFrom('easy' as const, 'normal' as const, 'hard' as const), { freq: 3 });

const change = fc.record(
  {
    name: fc.constantFrom('R', 'S'),
    visibility: fc.constantFrom('public' as const, 'private' as const),
    locked: fc.boolean(),
    maxPlayers: fc.nat(7),
    settings: fc.constant({ a: 1 }),
  },
  { requiredKeys: [] },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('join' as const),
      player: playerId.map((id) => ({ id, name: id })),
      as: fc.constantFrom('player' as const, 'player' as const, 'spectator' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ready' as const),
      playerId,
      ready: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('start' as const), playerId, matchId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rematch' as const), playerId, matchId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lost' as const), playerId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), playerId }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('rename' as const), playerId, name: fc.constantFrom('X', 'Y') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('configure' as const), playerId, change }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bot' as const), playerId, seat: fc.nat(5), level }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ended' as const), matchId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('passed' as const) }) },
);

/** `wait`: how long before the command. Timers fire on their way there, each at its time, as the server sees to it. */
const script = fc.array(fc.record({ wait: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(30)), command }), {
  maxLength: 40,
  size: 'max',
});

const opening = fc.record({
  maxPlayers: fc.integer({ min: MIN_PLAYERS, max: SEAT_LIMIT }),
  bots: fc.nat(4),
  hostIsConnected: fc.boolean(),
});

function open({
  maxPlayers,
  bots,
  hostIsConnected,
}: {
  maxPlayers: number;
  bots: number;
  hostIsConnected: boolean;
}): Room {
  const facts = { code: 'CDFGHJ', game: 'g', name: 'R', visibility: 'public', settings: { a: 1 } } as const;
  const shape = { minPlayers: MIN_PLAYERS, seatLimit: SEAT_LIMIT, maxPlayers, bots: Math.min(bots, maxPlayers - 1) };
  return openRoom({ ...facts, ...shape, hostIsConnected, host: { id: 'ann', name: 'ann' } }, 0, timing.graceInLobby);
}

/** Runs a script; `look` sees every step that was granted. Ends when the room closes. */
function run(
  room: Room,
  steps: readonly { wait: number; command: Command }[],
  look: (before: Room, after: Room, effects: readonly { kind: string; playerId?: string }[], command: Command) => void,
): void {
  let now = 0;
  let open = true;
  const apply = (command: Command) => {
    const step = rules.apply(room, command, now);
    if (!step.ok) return;
    const before = room;
    room = step.value.room;
    look(before, room, step.value.effects, command);
    if (step.value.effects.some(({ kind }) => kind === 'close')) open = false;
  };
  for (const { wait, command } of steps) {
    const until = now + wait;
    for (let due = rules.due(room); open && due !== null && due <= until; due = rules.due(room)) {
      now = Math.max(now, due);
      const before = room;
      apply({ kind: 'passed' });
      if (room === before) throw new Error(`a timer that spins: due at ${due}, and nothing to do at ${now}`);
    }
    now = until;
    if (open) apply(command);
    if (!open) return;
  }
}

const ids = (room: Room) => humansOf(room).map((human) => human.playerId);
const RUNS = { numRuns: 2500 };

test('[RM-4] seats never exceed maxPlayers, nobody is in two places, and a host is a member while there is one', () => {
  fc.assert(
    fc.property(opening, script, (how, steps) => {
      run(open(how), steps, (_, room) => {
        const taken = room.seats.filter((seat) => seat.kind !== 'empty').length;
        expect(taken).toBeLessThanOrEqual(roomDocument(room).maxPlayers);
        expect(room.seats.length).toBeGreaterThanOrEqual(MIN_PLAYERS);
        expect(room.seats.length).toBeLessThanOrEqual(SEAT_LIMIT);
        const members = ids(room);
        expect(new Set(members).size).toBe(members.length);
        if (members.length === 0) expect(room.hostId).toBeNull();
        else expect(members).toContain(room.hostId);
      });
    }),
    RUNS,
  );
});

test('[RM-1] the version never shrinks, and grows by one exactly when the room changed', () => {
  fc.assert(
    fc.property(opening, script, (how, steps) => {
      run(open(how), steps, (before, after, _effects, command) => {
        const changed = !isDeepStrictEqual({ ...before, version: 0 }, { ...after, version: 0 });
        expect(after.version - before.version, command.kind).toBe(changed ? 1 : 0);
      });
    }),
    RUNS,
  );
});

test('no deadline lies in the past with nothing to do, whatever happened before', () => {
  fc.assert(
    fc.property(opening, script, (how, steps) => {
      run(open(how), steps, () => {});
    }),
    RUNS,
  );
});

test('those who were members and are no more are told of, each once, and the room closes when nobody is left', () => {
  fc.assert(
    fc.property(opening, script, (how, steps) => {
      run(open(how), steps, (before, after, effects) => {
        const gone = effects.flatMap((effect) => (effect.kind === 'gone' ? [effect.playerId] : []));
        const left = new Set(ids(after));
        expect(gone.sort()).toEqual(
          ids(before)
            .filter((id) => !left.has(id))
            .sort(),
        );
        expect(effects.some(({ kind }) => kind === 'close')).toBe(left.size === 0);
      });
    }),
    RUNS,
  );
});

test('the status goes its way, a match begins once, with enough players, and time passes only where it should', () => {
  const ways = [
    ...['lobby>lobby', 'countdown>countdown', 'playing>playing', 'results>results'],
    ...[
      'lobby>countdown',
      'countdown>lobby',
      'countdown>playing',
      'playing>results',
      'results>lobby',
      'results>countdown',
    ],
  ];
  const seen = new Set<string>();
  fc.assert(
    fc.property(opening, script, (how, steps) => {
      run(open(how), steps, (before, after, effects) => {
        const way = `${before.status}>${after.status}`;
        seen.add(way);
        expect(ways).toContain(way);
        const begins = effects.filter(({ kind }) => kind === 'begin').length;
        expect(begins).toBe(way === 'countdown>playing' ? 1 : 0);
        if (begins)
          expect(after.seats.filter(({ kind }) => kind !== 'empty').length).toBeGreaterThanOrEqual(MIN_PLAYERS);
        expect(after.matchId === null).toBe(after.status === 'lobby');
        expect(after.until !== null).toBe(after.status === 'countdown' || after.status === 'results');
      });
    }),
    RUNS,
  );
  // Else this has proved nothing about the ways that it never went.
  expect([...seen].sort()).toEqual([...ways].sort());
});

test('[RM-1] every document and summary is as the protocol says, and shows no time nor place that is not in it', () => {
  fc.assert(
    fc.property(opening, script, (how, steps) => {
      run(open(how), steps, (_, room) => {
        const document = roomDocument(room);
        expect(protocol.roomDocument.parse(document)).toEqual(document);
        const summary = roomSummary(room);
        expect(protocol.roomSummary.parse(summary)).toEqual(summary);
        expect(summary.humans + summary.bots + summary.open).toBe(summary.maxPlayers);
      });
    }),
    { numRuns: 500 },
  );
});
