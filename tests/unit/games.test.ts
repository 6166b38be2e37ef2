import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { faces } from '../../game-client/play/catalog.ts';
import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { type AnyGame, BOT_LEVELS, type BotLevel } from '../../shared/game/contract.ts';
import { advance, createMatch, enterMatch, lookAs, type Match, outcomeOf, wakeOf } from '../../shared/game/match.ts';
import { games } from '../../shared/games/index.ts';

const all = [...games.values()];
const realTime = all.filter(({ wake }) => !wake);
const late = all.filter(({ enter }) => enter);
const inTeams = all.filter(({ teams }) => teams);

/** With the shortest round, where there are rounds by the clock. */
const settingsOf = (game: AnyGame) => game.settings.parse(game.wake ? {} : { roundSeconds: 5 });
const seatsOf = (game: AnyGame) => Array.from({ length: game.maxPlayers }, (_, seat) => seat);
const start = (game: AnyGame, seats = seatsOf(game)) => createMatch(game, settingsOf(game), seats, seedFrom(7));

/** Steps as a host does, an event-driven game only when someone wishes or it wakes by itself; `each` sees every wish. */
function playOut(match: Match, level: BotLevel, each: (wish: unknown) => void = () => {}): void {
  const { game, state } = match;
  const seen = game.layout.bind(game.layout.create());
  for (let steps = 0; !outcomeOf(match); steps++) {
    if (steps > 100_000) throw new Error('it never ends');
    const wishes = seatsOf(game).map((seat) => {
      lookAs(match, seat, seen);
      return match.seats.includes(seat) ? game.bot(seen, seat, level, match.settings) : null;
    });
    const wished = wishes.filter((wish) => wish !== null);
    wished.forEach(each);
    advance(match, wishes, wished.length > 0 ? state.tick + 1 : (wakeOf(match) ?? state.tick + 1));
  }
}

/** Any value that this JSON Schema takes, as far as inputs are described by it: whole numbers, choices and records of them. */
function inputOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(inputOf));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') {
    const { minimum, maximum } = schema;
    return fc.oneof(fc.constantFrom(minimum, maximum), fc.integer({ min: minimum!, max: maximum! }));
  }
  if (schema.type !== 'object') throw new Error(`inputs of type ${schema.type} are not known here`);
  const fields = Object.entries(schema.properties!).map(([name, field]) => [name, inputOf(field)] as const);
  return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
}
interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: { readonly [name: string]: JsonSchema };
}
const inputsOf = (game: AnyGame) => inputOf(z.toJSONSchema(game.input) as JsonSchema);

function packedInput(game: AnyGame, input: unknown): Uint8Array {
  const out = new ByteWriter(1);
  game.packInput(input, out);
  return out.bytes().slice();
}

/** What the server and the client take for granted of any game in the catalog. */
describe.each(all)('$title', (game) => {
  test('stands in the catalog under its own id', () => {
    expect(games.get(game.id)).toBe(game);
    expect(game.id).toMatch(/^[a-z0-9-]+$/);
  });

  test('says what one does in it', () => {
    expect(game.about).toMatch(/^\p{Lu}.{40,300}\.$/u);
  });

  test('has a default and a title for every setting, and takes no other', () => {
    expect(game.settings.safeParse({}).success).toBe(true);
    expect(game.settings.safeParse({ evil: 1 }).success).toBe(false);
    const { properties } = z.toJSONSchema(game.settings, { io: 'input' }) as { properties: Record<string, object> };
    for (const [name, schema] of Object.entries(properties)) {
      expect(schema, name).toHaveProperty('default');
      expect(schema, name).toHaveProperty('title', expect.stringMatching(/\S/));
    }
  });

  test('has an idle input that its own schema takes, or none', () => {
    if (game.idle !== null) expect(game.input.safeParse(game.idle).success).toBe(true);
  });

  test('takes no input with more fields', () => {
    const wishes: object[] = [];
    playOut(start(game), 'normal', (wish) => wishes.push(wish as object));
    const kinds = new Map(wishes.map((wish) => [Object.keys(wish).join(), wish]));
    expect(kinds.size).toBeGreaterThan(0);
    for (const wish of kinds.values()) {
      expect(game.input.safeParse(wish).success).toBe(true);
      expect(game.input.safeParse({ ...wish, evil: 1 }).success).toBe(false);
    }
  });

  test('packs any input that its schema takes, and reads it back, to the last byte', () => {
    fc.assert(
      fc.property(inputsOf(game), (input) => {
        expect(game.input.parse(input)).toEqual(input);
        const from = new ByteReader(packedInput(game, input));
        expect(game.unpackInput(from)).toEqual(input);
        expect(from.atEnd).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('packs what bots wish for, and idling, in a few bytes', () => {
    const wishes: unknown[] = game.idle === null ? [] : [game.idle];
    playOut(start(game), 'hard', (wish) => wishes.push(wish));
    for (const wish of wishes) {
      const bytes = packedInput(game, wish);
      expect(game.unpackInput(new ByteReader(bytes))).toEqual(wish);
      expect(bytes.length).toBeLessThanOrEqual(4);
    }
  });

  test('reads any bytes as something for its schema to judge, or throws a RangeError', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        try {
          const from = new ByteReader(bytes);
          const judged = game.input.safeParse(game.unpackInput(from));
          if (!judged.success) return;
          taken++;
          const again = new ByteReader(packedInput(game, judged.data));
          expect(game.unpackInput(again)).toEqual(judged.data);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 5000 },
    );
    expect(taken, 'some of them are inputs').toBeGreaterThan(0);
  });

  test('is known to the client, which can draw it', () => {
    expect(faces.has(game.id)).toBe(true);
  });

  test.each(BOT_LEVELS)('%s bots wish for what a player could, and every seat gets a place at the end', (level) => {
    const match = start(game);
    playOut(match, level, (wish) => expect(game.input.safeParse(wish).success).toBe(true));
    const { placements } = outcomeOf(match)!;
    expect(placements.map(({ seat }) => seat).sort((a, b) => a - b)).toEqual(seatsOf(game));
    const places = placements.map(({ place }) => place);
    expect(places[0]).toBe(1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('ends with the fewest players, in any seats, and none of the others gets a place', () => {
    const seats = seatsOf(game).slice(-game.minPlayers);
    const match = start(game, seats);
    playOut(match, 'normal');
    expect(
      outcomeOf(match)!
        .placements.map(({ seat }) => seat)
        .sort(),
    ).toEqual(seats);
  });
});

describe.each(realTime)('$title, in real time,', (game) => {
  test('[CF-2] has the setting roundSeconds, from 5 on', () => {
    expect(game.settings.safeParse({ roundSeconds: 5 }).success).toBe(true);
    expect(game.settings.safeParse({ roundSeconds: 4 }).success).toBe(false);
  });
});

describe.each(late)('$title, which lets people in late,', (game) => {
  test('gives them a place at the end', () => {
    const match = start(game, [0, 1]);
    for (let tick = 0; tick < 10; tick++) advance(match, []);
    expect(enterMatch(match, 3)).toBe(true);
    playOut(match, 'normal');
    expect(
      outcomeOf(match)!
        .placements.map(({ seat }) => seat)
        .sort(),
    ).toEqual([0, 1, 3]);
  });
});

describe.each(inTeams)('$title, which can be played in teams,', (game) => {
  test('has none by default', () => {
    expect(game.teams!(game.settings.parse({}))).toBeLessThan(2);
  });
});

test('there are games of each kind, so that the tests before prove something', () => {
  for (const kind of [realTime, late, inTeams, all.filter(({ wake }) => wake), all.filter(({ hide }) => hide)]) {
    expect(kind.length).toBeGreaterThan(0);
  }
});
