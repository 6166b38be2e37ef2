import { z } from 'zod';
import type { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import { type AnyGame, type BotLevel, defineGame, placeByScore } from '../../shared/game/contract.ts';
import { array, defineState, int } from '../../shared/game/state.ts';

/** Small games for tests: pure, quick, and each with one habit that a server has to cope with. */
const SEATS = 4;
const RATE = 20;
const settings = z.strictObject({ roundSeconds: z.int().min(1).max(600).default(5) });
type Settings = z.output<typeof settings>;

const over = (tick: number, { roundSeconds }: Settings) => tick >= roundSeconds * RATE;
const seatsOf = <P extends { readonly seated: number }>(players: readonly P[]) =>
  players.flatMap((player, seat) => (player.seated ? [{ player, seat }] : []));

const add = z.strictObject({ add: z.int().min(-9).max(9) });
const addInPacked = {
  packInput: (input: z.output<typeof add>, out: ByteWriter) => out.signed(input.add),
  unpackInput: (from: ByteReader) => ({ add: from.signed() }),
};
const BOT_ADDS: { readonly [level in BotLevel]: number } = { easy: 1, normal: 2, hard: 3 };

const counterLayout = defineState({
  /** One draw a tick: where luck differs, so does the state. */
  luck: int,
  players: array(SEATS, { seated: int, holds: int, wishes: int, sum: int }),
});

/** Each tick adds the number that a player holds to the player's sum. The number holds until the next wish. */
export const counter = defineGame({
  id: 'counter',
  title: 'Counter',
  version: 1,
  tickRate: RATE,
  minPlayers: 2,
  maxPlayers: SEATS,
  settings,
  input: add,
  ...addInPacked,
  layout: counterLayout,
  idle: { add: 0 },
  setup(state, _settings, seats) {
    for (const seat of seats) state.players[seat]!.seated = 1;
  },
  step(state, inputs) {
    state.luck = state.rng.below(1000);
    for (const { player, seat } of seatsOf(state.players)) {
      const wish = inputs[seat];
      if (wish) {
        player.holds = wish.add;
        player.wishes++;
      }
      player.sum += player.holds;
    }
  },
  outcome: (state, set) =>
    over(state.tick, set)
      ? placeByScore(seatsOf(state.players).map(({ player, seat }) => ({ seat, score: player.sum })))
      : null,
  bot(seen, seat, level) {
    const wish = BOT_ADDS[level];
    return seen.players[seat]!.holds === wish ? null : { add: wish };
  },
});

const secretsLayout = defineState({
  players: array(SEATS, { seated: int, secret: int, wishes: int }),
  /** A number that nobody may know while the match runs, spectators included. */
  treasure: int,
});

/** Each seat has a number that the others do not see, drawn at first and chosen by every wish; the nearest to the treasure wins. */
export const secrets = defineGame({
  id: 'secrets',
  title: 'Secrets',
  version: 1,
  tickRate: RATE,
  minPlayers: 2,
  maxPlayers: SEATS,
  settings,
  input: z.strictObject({ choose: z.int().min(0).max(999) }),
  packInput: ({ choose }, out) => out.unsigned(choose),
  unpackInput: (from) => ({ choose: from.unsigned() }),
  layout: secretsLayout,
  idle: { choose: 0 },
  setup(state, _settings, seats) {
    state.treasure = state.rng.below(1000);
    for (const seat of seats) {
      state.players[seat]!.seated = 1;
      state.players[seat]!.secret = state.rng.below(1000);
    }
  },
  step(state, inputs) {
    for (const { player, seat } of seatsOf(state.players)) {
      const wish = inputs[seat];
      if (!wish) continue;
      player.secret = wish.choose;
      player.wishes++;
    }
  },
  hide(state, seat) {
    state.treasure = 0;
    state.players.forEach((player, other) => {
      if (other !== seat) player.secret = 0;
    });
  },
  outcome: (state, set) =>
    over(state.tick, set)
      ? placeByScore(
          seatsOf(state.players).map(({ player, seat }) => ({
            seat,
            score: -Math.abs(player.secret - state.treasure),
          })),
        )
      : null,
  /** Tells what it saw by what it chooses, so that a test can look for leaks: the sum of all the secrets in its view. */
  bot: (seen) => ({ choose: seen.players.reduce((sum, player) => sum + player.secret, seen.treasure) % 1000 }),
});

const FAULTS = ['setup', 'step', 'outcome', 'bot'] as const;
const faultySettings = settings.extend({
  /** Where the bug is, and in which tick it shows. */
  failIn: z.enum(FAULTS).default('step'),
  failAtTick: z.int().min(0).default(3),
});

/** A game with a bug: it throws. */
export const faulty = defineGame({
  id: 'faulty',
  title: 'Faulty',
  version: 1,
  tickRate: RATE,
  minPlayers: 2,
  maxPlayers: SEATS,
  settings: faultySettings,
  input: add,
  ...addInPacked,
  layout: defineState({ seats: int }),
  idle: { add: 0 },
  setup(state, { failIn }, seats) {
    if (failIn === 'setup') throw new Error('a planted fault in setup');
    state.seats = seats.length;
  },
  step(state, _inputs, { failIn, failAtTick }) {
    if (failIn === 'step' && state.tick >= failAtTick) throw new Error('a planted fault in step');
  },
  outcome(state, set) {
    if (set.failIn === 'outcome' && state.tick >= set.failAtTick) throw new Error('a planted fault in outcome');
    return over(state.tick, set) ? { placements: [] } : null;
  },
  bot(seen, _seat, _level, { failIn, failAtTick }) {
    if (failIn === 'bot' && seen.tick + 1 >= failAtTick) throw new Error('a planted fault in bot');
    return null;
  },
});

const doorSettings = settings.extend({ teams: z.int().min(0).max(SEATS).default(0) });
const doorLayout = defineState({
  players: array(SEATS, { seated: int, team: int, holds: int, wishes: int, sum: int }),
});

/** A counter that may be entered while it runs, and that is played in teams if the settings say so. */
export const door = defineGame({
  id: 'door',
  title: 'Open door',
  version: 1,
  tickRate: RATE,
  minPlayers: 2,
  maxPlayers: SEATS,
  settings: doorSettings,
  input: add,
  ...addInPacked,
  layout: doorLayout,
  idle: { add: 0 },
  teams: (set) => set.teams,
  setup(state, _settings, seats, teams) {
    for (const seat of seats) {
      state.players[seat]!.seated = 1;
      state.players[seat]!.team = teams[seat]!;
    }
  },
  enter(state, seat, _settings, team) {
    state.players[seat]!.seated = 1;
    state.players[seat]!.team = team;
  },
  step(state, inputs) {
    for (const { player, seat } of seatsOf(state.players)) {
      const wish = inputs[seat];
      if (wish) {
        player.holds = wish.add;
        player.wishes++;
      }
      player.sum += player.holds;
    }
  },
  outcome: (state, set) =>
    over(state.tick, set)
      ? placeByScore(seatsOf(state.players).map(({ player, seat }) => ({ seat, score: player.sum })))
      : null,
  bot: (seen, seat, level) => (seen.players[seat]!.holds === BOT_ADDS[level] ? null : { add: BOT_ADDS[level] }),
});

const bellSettings = z.strictObject({
  /** After so many rings it is over. */
  rings: z.int().min(1).max(100_000).default(5),
  /** Ticks after a ring, or after the start, at which it chimes by itself; 0: never. */
  chimeAfter: z.int().min(0).max(10_000).default(0),
});
const bellLayout = defineState({
  players: array(SEATS, { seated: int, rings: int }),
  rings: int,
  last: int,
  chimes: int,
  chimeAt: int,
  /** How often it was stepped. */
  steps: int,
});

/** Nothing happens until somebody rings, or it chimes. A bot rings whenever somebody else has rung last. */
export const bell = defineGame({
  id: 'bell',
  title: 'Bell',
  version: 1,
  tickRate: RATE,
  minPlayers: 2,
  maxPlayers: SEATS,
  settings: bellSettings,
  input: z.strictObject({ ring: z.literal(true) }),
  packInput: () => {},
  unpackInput: () => ({ ring: true }),
  layout: bellLayout,
  idle: null,
  setup(state, { chimeAfter }, seats) {
    state.last = -1;
    state.chimeAt = chimeAfter;
    for (const seat of seats) state.players[seat]!.seated = 1;
  },
  step(state, inputs, { chimeAfter }) {
    state.steps++;
    if (state.chimeAt > 0 && state.tick >= state.chimeAt) {
      state.chimes++;
      state.chimeAt = 0;
    }
    for (const { player, seat } of seatsOf(state.players)) {
      if (!inputs[seat]) continue;
      player.rings++;
      state.rings++;
      state.last = seat;
      state.chimeAt = chimeAfter === 0 ? 0 : state.tick + chimeAfter;
    }
  },
  wake: (state) => (state.chimeAt > 0 ? state.chimeAt : null),
  outcome: (state, { rings }) =>
    state.rings >= rings
      ? placeByScore(seatsOf(state.players).map(({ player, seat }) => ({ seat, score: player.rings })))
      : null,
  bot: (seen, seat) => (seen.last === seat || seen.rings === 0 ? null : { ring: true as const }),
});

/** For `parts.games` of a test server. */
export const testGames: ReadonlyMap<string, AnyGame> = new Map(
  [counter, secrets, faulty, door, bell].map((game): [string, AnyGame] => [game.id, game]),
);
