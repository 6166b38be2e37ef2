import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { faces } from '../../game-client/play/catalog.ts';
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
