import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AudienceView } from '../../server/match/audienceView.ts';
import type { MatchHost } from '../../server/match/matchHost.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { type AnyGame, BOT_LEVELS } from '../../shared/game/contract.ts';
import { blankRng } from '../../shared/game/state.ts';
import { games } from '../../shared/games/index.ts';
import type { JsonTick } from '../../shared/protocol/match.ts';
import { createFrame, type TickFrame, unpackTick } from '../../shared/protocol/tick.ts';
import { botAt, bytes, hostMatch, human } from '../support/testMatch.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/**
 * What travels, for every game there is: matches of random seats, levels and seeds, people who come late and leave, inputs for
 * later ticks, seen by each audience through a wire that loses ticks. Whoever has applied a tick has what the server has.
 */
const STEPS = 200;
const PERIOD_MS = 1000 / 30;

interface Story {
  readonly seed: number;
  readonly seats: readonly {
    readonly level: 'easy' | 'normal' | 'hard';
    readonly isHuman: boolean;
    readonly plays: boolean;
  }[];
  /** By step: what happens before it. `who`: a seat. */
  readonly turns: readonly {
    readonly act: 'enter' | 'leave' | 'nothing';
    readonly who: number;
    readonly ahead: number;
    readonly wait: number;
  }[];
  /** Which ticks come through, over and over; and after how many the answer to a resync comes. */
  readonly lines: readonly { readonly comes: readonly boolean[]; readonly resync: number }[];
}

const storyOf = (game: AnyGame): fc.Arbitrary<Story> =>
  fc.record({
    seed: fc.nat(),
    seats: fc.array(fc.record({ level: fc.constantFrom(...BOT_LEVELS), isHuman: fc.boolean(), plays: fc.boolean() }), {
      minLength: game.maxPlayers,
      maxLength: game.maxPlayers,
    }),
    turns: fc.array(
      fc.record({
        act: fc.oneof(
          { weight: 12, arbitrary: fc.constant('nothing' as const) },
          { weight: 1, arbitrary: fc.constantFrom('enter' as const, 'leave' as const) },
        ),
        who: fc.nat(game.maxPlayers - 1),
        ahead: fc.nat(8),
        wait: fc.nat(33),
      }),
      { minLength: STEPS, maxLength: STEPS, size: 'max' },
    ),
    lines: fc.array(fc.record({ comes: fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), resync: fc.nat(6) }), {
      minLength: 2,
      maxLength: 2,
    }),
  });

/** The game, and the state that it has truly come to. */
function witnessed(game: AnyGame): { game: AnyGame; truth: () => Int32Array } {
  let cells = game.layout.create();
  const keep = (state: { cells: Int32Array }) => {
    cells = state.cells.slice();
  };
  const spied: AnyGame = {
    ...game,
    setup: (state, ...rest) => {
      game.setup(state, ...rest);
      keep(state);
    },
    step: (state, ...rest) => {
      game.step(state, ...rest);
      keep(state);
    },
  };
  return { game: spied, truth: () => cells };
}

/** One who reads one audience's ticks. */
class Reader {
  readonly held: TickFrame;
  readonly #line: Story['lines'][number];
  /** Ticks until the answer to its resync comes; null: none is asked for. */
  #waits: number | null = null;
  applied = 0;
  missed = 0;

  constructor(game: AnyGame, view: AudienceView, line: Story['lines'][number]) {
    this.held = createFrame(game.layout, game.maxPlayers);
    this.#line = line;
    expect(unpackTick(bytes(view.keyframe('packed')), this.held)).toBe(true);
  }

  /** Whether it has the newest tick now. */
  read(view: AudienceView, seq: number): boolean {
    const { comes, resync } = this.#line;
    if (this.#waits !== null && this.#waits-- === 0) {
      this.#waits = null;
      return unpackTick(bytes(view.keyframe('packed')), this.held);
    }
    if (!comes[seq % comes.length]) return false;
    const packed = seq % 2 === 0 ? (view.tick('binary') as Uint8Array) : bytes(view.tick('packed'));
    const follows = this.held.seq === seq - 1;
    expect(unpackTick(packed, this.held), 'it knows what it missed').toBe(follows);
    if (follows) this.applied++;
    else this.missed++;
    if (!follows) this.#waits ??= resync;
    return follows;
  }
}

function play(catalogued: AnyGame, story: Story) {
  const { game, truth } = witnessed(catalogued);
  const clock = new VirtualClock();
  const entrants = story.seats.flatMap(({ plays, isHuman, level }, seat) =>
    plays || seat < game.minPlayers ? [isHuman ? human(seat) : botAt(seat, level)] : [],
  );
  const match = hostMatch(game, entrants, {
    seed: seedFrom(story.seed),
    clock,
    settings: game.wake ? {} : { roundSeconds: 5 },
  });
  const audiences = game.hide ? [null, ...entrants.map(({ seat }) => seat)] : [null];
  const views = audiences.map((seat) => ({ seat, view: match.viewOf(seat) }));
  const readers = views.flatMap(({ seat, view }) =>
    story.lines.map((line) => ({ seat, view, reader: new Reader(game, view, line) })),
  );
  const expected = game.layout.bind(game.layout.create());
  const seqs = new Array<number>(game.maxPlayers).fill(0);
  let early = 0;

  /** People wish what a bot of theirs would. */
  function wish(seat: number, ahead: number): void {
    const wanted = game.bot(match.viewOf(seat).seen, seat, 'hard', game.settings.parse({}));
    if (wanted !== null && match.offer(seat, seqs[seat]! + 1, wanted, ahead === 0 ? 0 : match.tick + ahead))
      seqs[seat]!++;
  }

  function act({ act, who }: Story['turns'][number]): void {
    if (act === 'leave') match.leave(`p${who}`);
    if (act === 'enter' && match.enter({ ...human(who), playerId: `late${who}` })) seqs[who] = 0;
  }

  for (const turn of story.turns) {
    act(turn);
    for (const { seat, kind } of match.cast.entrants) if (kind === 'human') wish(seat, turn.ahead);
    clock.advance(turn.wait);
    const outcome = match.step(nextTick(match));
    clock.advance(PERIOD_MS - turn.wait);
    for (const { seat, view, reader } of readers) {
      expected.cells.set(truth());
      blankRng(expected.cells);
      game.hide?.(expected, seat);
      expect(view.seen.cells).toEqual(expected.cells);
      if (!reader.read(view, match.seq)) continue;
      const { seq, tick, acks, early, state } = view.tick('json') as JsonTick;
      expect(reader.held).toMatchObject({ seq, tick, acks, early });
      expect(reader.held.cells).toEqual(expected.cells);
      expect(game.layout.toJSON(reader.held.cells)).toEqual(state);
    }
    early += (views[0]!.view.tick('json') as JsonTick).early.reduce((sum, one) => sum + one, 0);
    if (outcome) break;
  }
  const sum = (of: (reader: Reader) => number) => readers.reduce((total, { reader }) => total + of(reader), 0);
  return {
    applied: sum(({ applied }) => applied),
    missed: sum(({ missed }) => missed),
    early,
    people: match.cast.entrants.length - entrants.length,
  };
}

/** When a host would step it. */
const nextTick = (match: MatchHost) =>
  match.eventDriven && !match.hasWishes ? Math.max(match.tick + 1, match.wake ?? 0) : match.tick + 1;

describe.each([...games.values()])('$title', (game) => {
  test('[TK-1] [TK-2] [TK-5] whoever has applied a tick has what the server shows to that seat, cell by cell', () => {
    const all = { applied: 0, missed: 0, early: 0, people: 0 };
    fc.assert(
      fc.property(storyOf(game), (story) => {
        const told = play(game, story);
        for (const name of ['applied', 'missed', 'early', 'people'] as const) all[name] += told[name];
      }),
      { numRuns: 40, interruptAfterTimeLimit: 40_000 },
    );
    expect(all.applied, 'ticks were applied').toBeGreaterThan(500);
    expect(all.missed, 'ticks were missed').toBeGreaterThan(50);
    if (!game.wake) expect(all.early, 'inputs came early').toBeGreaterThan(100);
    if (game.enter) expect(all.people, 'people came late').toBeGreaterThan(0);
  });
});
