import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyGame } from '../../shared/game/contract.ts';
import { openReplay } from '../../shared/game/replay.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import type { ReplayDocument } from '../../shared/protocol/results.ts';
import { type Guest, guests, recordMatch } from '../support/recordMatch.ts';

/**
 * Records the matches that `tests/unit/golden.test.ts` plays again, next to this file: `node tests/golden/record.ts`, and only after a game's
 * version was raised. The same rules give the same files.
 */
interface Plan {
  readonly name: string;
  readonly game: AnyGame;
  readonly seed: number;
  readonly settings: object;
  readonly guests: readonly Guest[];
}

const PLANS: readonly Plan[] = [
  {
    name: 'comet-late',
    game: comet,
    seed: 11,
    settings: { roundSeconds: 20 },
    guests: [
      { seat: 0, plays: 'human', until: 250 },
      { seat: 1, plays: 'hard' },
      { seat: 2, plays: 'normal' },
      { seat: 5, plays: 'easy' },
      { seat: 3, plays: 'human', from: 100 },
      { seat: 0, plays: 'human', from: 400 },
    ],
  },
  {
    name: 'comet-teams',
    game: comet,
    seed: 12,
    settings: { roundSeconds: 15, teams: 'two' },
    guests: [
      ...guests(6, 'hard').map((guest) => ({ ...guest, team: guest.seat % 2 })),
      { seat: 6, plays: 'human', team: 0 },
      { seat: 7, plays: 'human', team: 1, from: 200 },
    ],
  },
  {
    name: 'liars-dice',
    game: liarsDice,
    seed: 13,
    settings: { dice: 3, turnSeconds: 5 },
    guests: [
      { seat: 0, plays: 'human' },
      { seat: 1, plays: 'hard' },
      { seat: 2, plays: 'normal' },
      { seat: 4, plays: 'easy' },
    ],
  },
];

function documentOf({ name, game, seed, settings, guests }: Plan): ReplayDocument {
  const { spec, log, ticks, outcome } = recordMatch(game, guests, { seed, settings });
  const player = openReplay(game, spec, log, ticks);
  player.seek(ticks);
  const entrants = new Map(player.seatsAt().map((entrant) => [entrant.seat, entrant]));
  return {
    matchId: `golden-${name}`,
    game: game.id,
    gameVersion: game.version,
    tickRate: game.tickRate,
    settings: { ...spec.settings },
    seed: [...spec.seed],
    entrants: [...spec.entrants],
    ticks,
    log: Buffer.from(log).toString('base64'),
    startedAt: 0,
    outcome: {
      kind: 'finished',
      placements: outcome.placements.map((placement) => ({ ...entrants.get(placement.seat)!, ...placement })),
    },
  };
}

/** As the formatter leaves it: lists of numbers in one line. */
function asText(document: ReplayDocument): string {
  const text = JSON.stringify(document, null, 2);
  return `${text.replaceAll(/\[[-\d,\s]+\]/g, (numbers) => numbers.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}

for (const plan of PLANS) {
  const text = asText(documentOf(plan));
  writeFileSync(join(import.meta.dirname, `${plan.name}.json`), text);
  process.stdout.write(`${plan.name}.json: ${text.length} bytes\n`);
}
