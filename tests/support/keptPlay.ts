import type { Cast } from '../../server/match/cast.ts';
import { createJournal } from '../../server/match/journal.ts';
import { createMatchHost, firstHostState, type MatchHost } from '../../server/match/matchHost.ts';
import { startPace } from '../../server/match/pace.ts';
import type { Recorder } from '../../server/match/recorder.ts';
import type { RecoveredMatch } from '../../server/match/recovery.ts';
import { createTicker } from '../../server/match/ticker.ts';
import type { Checkpoint, JournalRow, Segment } from '../../server/store/journal.ts';
import { hashCells } from '../../shared/core/hash.ts';
import { type Rng, seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame, Outcome } from '../../shared/game/contract.ts';
import { beginMatch, type MatchSpec } from '../../shared/game/fold.ts';
import type { JsonTick } from '../../shared/protocol/match.ts';
import { createTestKeeper } from './keeper.ts';
import { anyInput } from './recordMatch.ts';
import { botAt, human } from './testMatch.ts';
import { VirtualClock } from './virtualClock.ts';

/** Matches as a server plays them and writes them down, with players who wish, leave, come and are away, but without a server. */
export const MATCH_ID = 'the-match';
const ENTRANTS = [human(0), human(1), botAt(2, 'hard')];

/** How the match stood when something of it was asked to be kept. */
export interface Moment {
  readonly tick: number;
  readonly hash: number;
  readonly seats: readonly number[];
  readonly cast: Cast;
  readonly seq: number;
  readonly acks: readonly number[];
}

/** What a store was asked to keep, in order: however its server dies, it has some of these, from the first on. */
export type Kept = { readonly moment: Moment } & (
  | { readonly row: JournalRow }
  | { readonly checkpoint: Checkpoint; readonly segment: Segment }
);

export interface Play {
  readonly spec: MatchSpec;
  readonly first: Moment;
  readonly kept: readonly Kept[];
  /** What its log holds since the last checkpoint. */
  readonly last: Segment;
  readonly ticks: number;
  readonly outcome: Outcome | null;
}

export function specOf(game: AnyGame, seed: number, settings: object): MatchSpec {
  const { id, version: gameVersion } = game;
  return { game: id, gameVersion, settings: game.settings.parse(settings), seed: seedFrom(seed), entrants: ENTRANTS };
}

/** Plays on for so many seconds, or to the end; from its beginning, or as it was taken up again with `lastSeq` rows of journal. */
export function playKept(
  game: AnyGame,
  spec: MatchSpec,
  luck: Rng,
  seconds: number,
  again?: RecoveredMatch & { readonly lastSeq: number },
): Play {
  const clock = new VirtualClock(0);
  const kept: Kept[] = [];
  const match = again?.match ?? beginMatch(game, spec);
  const keeper = {
    ...createTestKeeper(),
    journal: (row: JournalRow) => void kept.push({ moment: moment(), row }),
    checkpoint(checkpoint: Checkpoint, segment: Segment, then: (isKept: boolean) => void) {
      kept.push({ moment: moment(), checkpoint, segment });
      then(true);
    },
  };
  const journal = createJournal(keeper, clock, again?.lastSeq ?? 0);
  let recorder!: Recorder;
  const known = again?.host ?? firstHostState(match, ENTRANTS);
  let host: MatchHost | null = null;
  let outcome: Outcome | null = null;

  /** A match that is taken up again is kept before its host is there. */
  function moment(): Moment {
    const { cast, seq } = host ?? known;
    const acks = host ? (host.viewOf(null).keyframe('json') as JsonTick).acks : known.acks;
    return { tick: match.state.tick, hash: hashCells(match.state.cells), seats: [...match.seats], cast, seq, acks };
  }

  const first = moment();
  const playing = createMatchHost({
    matchId: MATCH_ID,
    match,
    host: known,
    clock,
    record(state, acks) {
      recorder = journal.open({ matchId: MATCH_ID, match, soFar: again?.soFar, host: state, acks });
      return recorder;
    },
  });
  host = playing;
  const pace = startPace(playing, createTicker(clock), clock, (tick) => {
    if (outcome) return;
    outcome = playing.step(tick);
  });
  const seqs = [...known.acks];
  const wish = (seat: number) => {
    if (playing.offer(seat, ++seqs[seat]!, anyInput(game, luck))) pace.wished();
  };
  let newcomers = 0;
  const acts: readonly ((seat: number) => void)[] = [
    wish,
    wish,
    wish,
    wish,
    wish,
    wish,
    (seat) => luck.below(10) === 0 && playing.standIn(seat),
    (seat) => playing.handBack(seat),
    (seat) => {
      const player = [...playing.cast.appearances].findLast((one) => one.seat === seat && one.left === undefined);
      if (player && luck.below(20) === 0) playing.leave(player.playerId);
    },
    (seat) => {
      const playerId = `late-${again ? 'again-' : ''}${++newcomers}`;
      if (luck.below(10) === 0) playing.enter({ ...human(seat), playerId });
    },
  ];
  while (!outcome && clock.now() < seconds * 1000) {
    clock.advance(1 + luck.below(120));
    if (!outcome) acts[luck.below(acts.length)]!(luck.below(Math.min(4, game.maxPlayers)));
    if (playing.hasWishes) pace.wished();
  }
  if (!outcome) journal.flush();
  pace.stop();
  journal.close(MATCH_ID);
  return { spec, first, kept, last: recorder.last(), ticks: recorder.ticks, outcome };
}
