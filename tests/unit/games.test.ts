import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { faces } from '../../game-client/play/catalog.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { BOT_LEVELS } from '../../shared/game/contract.ts';
import { advance, createMatch, lookAs, outcomeOf } from '../../shared/game/match.ts';
import { games } from '../../shared/games/index.ts';

/** What the server and the client take for granted of any game in the catalog. */
describe.each([...games.values()])('$title', (game) => {
  const settings = () => game.settings.parse({ roundSeconds: 5 });

  test('[CF-2] has the setting roundSeconds, from 5 on', () => {
    expect(game.settings.safeParse({ roundSeconds: 5 }).success).toBe(true);
    expect(game.settings.safeParse({ roundSeconds: 4 }).success).toBe(false);
  });

  test('has a default for every setting, and takes no other', () => {
    expect(game.settings.safeParse({}).success).toBe(true);
    expect(game.settings.safeParse({ evil: 1 }).success).toBe(false);
    const { properties } = z.toJSONSchema(game.settings, { io: 'input' }) as { properties: Record<string, object> };
    for (const [name, schema] of Object.entries(properties)) expect(schema, name).toHaveProperty('default');
  });

  test('has an idle input that its own schema takes, and takes no input with more fields', () => {
    expect(game.input.safeParse(game.idle).success).toBe(true);
    expect(game.input.safeParse({ ...(game.idle as object), evil: 1 }).success).toBe(false);
  });

  test('is known to the client, which can draw it', () => {
    expect(faces.has(game.id)).toBe(true);
  });

  test.each(BOT_LEVELS)('%s bots wish for what a player could, and every seat gets a place at the end', (level) => {
    const seats = Array.from({ length: game.maxPlayers }, (_, seat) => seat);
    const match = createMatch(game, settings(), seats, seedFrom(7));
    const seen = game.layout.bind(game.layout.create());
    for (let tick = 0; tick < 100_000 && !outcomeOf(match); tick++) {
      const wishes = seats.map((seat) => {
        lookAs(match, seat, seen);
        return game.bot(seen, seat, level, match.settings);
      });
      for (const wish of wishes) if (wish !== null) expect(game.input.safeParse(wish).success).toBe(true);
      advance(match, wishes);
    }
    const { placements } = outcomeOf(match)!;
    expect(placements.map(({ seat }) => seat).sort((a, b) => a - b)).toEqual(seats);
    expect(placements[0]!.place).toBe(1);
  });
});
