import { z } from 'zod';
import { hashCells } from '../../shared/core/hash.ts';
import { bindRng, RNG_CELLS, type Rng, seedFrom, seedRng } from '../../shared/core/rng.ts';
import type { AnyGame, BotLevel, Outcome } from '../../shared/game/contract.ts';
import { beginMatch, type MatchSpec } from '../../shared/game/fold.ts';
import { createLogWriter, type LogEntrant, type LogWriter } from '../../shared/game/log.ts';
import { advance, enterMatch, lookAs, type Match, outcomeOf, wakeOf } from '../../shared/game/match.ts';

/** Whole matches, played without a server and logged as one would log them. */
export interface Guest {
  readonly seat: number;
  /** A bot of this level, or a human, who wishes for anything that the game takes. */
  readonly plays: BotLevel | 'human';
  readonly team?: number;
  /** Comes in after this tick, in a game that may be entered; 0, or none: from the start. */
  readonly from?: number;
  /** A human who leaves after this tick: a bot plays on, and another guest of the same seat may come in after it. */
  readonly until?: number;
}

export interface Recording {
  readonly spec: MatchSpec;
  readonly log: Uint8Array;
  /** The last tick. */
  readonly ticks: number;
  readonly outcome: Outcome;
  /** By tick, a fingerprint of the state that it was then; between the steps of an event-driven match that of the last one. */
  readonly states: readonly number[];
}

interface Options {
  readonly seed?: number;
  readonly settings?: object;
  /** How often a human wishes for something: the mean time between two wishes, in ticks; an eighth of a second, or 2 s in a game of turns. */
  readonly pause?: number;
}

const STAND_IN: BotLevel = 'normal';
const MOST_STEPS = 100_000;

/** `count` of a kind, in the seats from 0 on. */
export function guests(count: number, plays: Guest['plays']): Guest[] {
  return Array.from({ length: count }, (_, seat) => ({ seat, plays }));
}

/** Plays a match to its end, with a check every second and one at the end. The same arguments give the same bytes. */
export function recordMatch(game: AnyGame, who: readonly Guest[], options: Options = {}): Recording {
  const { seed = 1, settings = {}, pause = game.tickRate * (game.wake ? 2 : 1 / 8) } = options;
  const spec: MatchSpec = {
    game: game.id,
    gameVersion: game.version,
    settings: game.settings.parse(settings),
    seed: seedFrom(seed),
    entrants: who.filter(({ from = 0 }) => from === 0).map(entrantOf),
  };
  const match = beginMatch(game, spec);
  const log = createLogWriter(game);
  const luck = luckFrom(seed + 1);
  const table = createTable(match, who, pause, luck);
  const states: number[] = [];
  let checked = 0;

  for (let steps = 0; outcomeOf(match) === null; steps++) {
    if (steps === MOST_STEPS) throw new Error(`${game.id} is not over after ${steps} steps`);
    const { tick, inputs } = table.next();
    const before = hashCells(match.state.cells);
    while (states.length < tick) states.push(before);
    log.step(tick, inputs);
    advance(match, inputs, tick);
    table.change(log);
    if (tick - checked >= game.tickRate || outcomeOf(match) !== null) {
      log.check(match);
      checked = tick;
    }
  }
  states.push(hashCells(match.state.cells));
  return { spec, log: log.bytes().slice(), ticks: match.state.tick, outcome: outcomeOf(match)!, states };
}

/** Everyone around a match: whose wishes are due, and who comes and goes. */
function createTable(match: Match, who: readonly Guest[], pause: number, luck: Rng) {
  const { game, state } = match;
  const seen = game.layout.bind(game.layout.create());
  const bots = new Map<number, BotLevel>();
  /** By seat, the tick at which its human wishes for something. */
  const humans = new Map<number, number>();
  /** Seats that let go of everything in the next step. */
  const released = new Set<number>();
  const waiting = [...who].filter(({ from = 0 }) => from > 0).sort((a, b) => a.from! - b.from!);
  const leaving = [...who].filter(({ until }) => until !== undefined).sort((a, b) => a.until! - b.until!);
  const wishAfter = (tick: number) => tick + 1 + luck.below(Math.max(1, Math.floor(2 * pause) - 1));

  function sit({ seat, plays }: Guest): void {
    bots.delete(seat);
    if (plays === 'human') humans.set(seat, wishAfter(state.tick));
    else bots.set(seat, plays);
  }

  function wishes(): Map<number, unknown> {
    const wished = new Map<number, unknown>();
    for (const [seat, level] of bots) {
      lookAs(match, seat, seen);
      const wish = game.bot(seen, seat, level, match.settings);
      if (wish !== null) wished.set(seat, wish);
    }
    if (game.idle !== null) for (const seat of released) wished.set(seat, game.idle);
    released.clear();
    return wished;
  }

  function nextStep(wished: boolean): number {
    if (!game.wake || wished) return state.tick + 1;
    const tick = Math.min(wakeOf(match) ?? Number.POSITIVE_INFINITY, ...humans.values());
    if (!Number.isFinite(tick)) throw new Error(`nothing more happens in ${game.id} after tick ${state.tick}`);
    return Math.max(state.tick + 1, tick);
  }

  for (const guest of who) if (!guest.from) sit(guest);

  return {
    next() {
      const wished = wishes();
      const tick = nextStep(wished.size > 0);
      for (const [seat, due] of humans) {
        if (due > tick) continue;
        wished.set(seat, anyInput(game, luck));
        humans.set(seat, wishAfter(tick));
      }
      return { tick, inputs: Array.from({ length: game.maxPlayers }, (_, seat) => wished.get(seat) ?? null) };
    },
    change(log: LogWriter) {
      while (leaving.length > 0 && leaving[0]!.until! <= state.tick) {
        const { seat, ...guest } = leaving.shift()!;
        log.cast(state.tick, { kind: 'leave', seat, playerId: entrantOf({ seat, ...guest }).playerId! });
        humans.delete(seat);
        released.add(seat);
        bots.set(seat, STAND_IN);
      }
      while (waiting.length > 0 && waiting[0]!.from! <= state.tick) {
        const guest = waiting.shift()!;
        const joins = enterMatch(match, guest.seat, guest.team);
        log.cast(state.tick, { kind: 'enter', joins, entrant: entrantOf(guest) });
        released.add(guest.seat);
        sit(guest);
      }
    },
  };
}

/** Names tell the seat, and who came late. */
function entrantOf({ seat, plays, team, from = 0 }: Guest): LogEntrant {
  const side = team === undefined ? {} : { team };
  if (plays !== 'human') return { seat, name: `Bot ${seat}`, kind: 'bot', ...side };
  const name = from > 0 ? `Late ${seat}` : `Player ${seat}`;
  return { seat, name, kind: 'human', playerId: name.toLowerCase().replace(' ', '-'), ...side };
}

export function luckFrom(seed: number): Rng {
  const cells = new Int32Array(RNG_CELLS);
  seedRng(cells, 0, seedFrom(seed));
  return bindRng(cells, 0);
}

const schemas = new WeakMap<AnyGame, JsonSchema>();

/** Something that the game takes as an input. */
export function anyInput(game: AnyGame, luck: Rng): unknown {
  const schema = schemas.get(game) ?? (z.toJSONSchema(game.input) as JsonSchema);
  schemas.set(game, schema);
  return anyOf(schema, luck);
}

/** Some value that this JSON Schema takes, as far as inputs are described by it: whole numbers, choices and records of them. */
function anyOf(schema: JsonSchema, luck: Rng): unknown {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return anyOf(choices[luck.below(choices.length)]!, luck);
  if (schema.const !== undefined) return schema.const;
  if (schema.type === 'null') return null;
  if (schema.type === 'boolean') return luck.below(2) === 1;
  if (schema.type === 'integer') return luck.between(schema.minimum!, schema.maximum!);
  if (schema.type !== 'object') throw new Error(`inputs of type ${schema.type} are not known here`);
  return Object.fromEntries(Object.entries(schema.properties!).map(([name, field]) => [name, anyOf(field, luck)]));
}
interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: { readonly [name: string]: JsonSchema };
}
