import { nanoid } from 'nanoid';
import { hashCells } from '../../shared/core/hash.ts';
import type { Seed } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import type { Room } from '../../shared/lobby/room.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { MatchEnd, MatchOutcome } from '../../shared/protocol/match.ts';
import type { RatingChange } from '../../shared/protocol/rating.ts';
import { type Cast, firstCast } from '../match/cast.ts';
import type { InputJudge } from '../match/inputJudge.ts';
import type { InputStats } from '../match/inputStats.ts';
import type { Journal } from '../match/journal.ts';
import type { Ticker } from '../match/ticker.ts';
import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Keeper } from '../store/keeper.ts';
import { faultOutcome, type Resumed, type RoomMatch, startRoomMatch } from './roomMatch.ts';
import type { Connection, Wire } from './wire.ts';

/** The matches of a room, one after the other: each begins, is written down as it goes on, and its result before anyone is told. */
export interface Rounds {
  /** The match that runs; null between matches, and while the result of one is on its way to the store. */
  readonly running: RoomMatch | null;
  /** How the last one ended. */
  readonly result: MatchEnd | null;
  begin(room: Room): void;
  resume(room: Room, resumed: Resumed): void;
  /** Everyone has left, and the match that runs ends with the room. */
  abandon(): void;
  /** Nothing happens any more; what is kept of the match stays as it is. */
  stop(): void;
}

export interface RoundsServices {
  readonly ticker: Ticker;
  readonly inputStats: InputStats;
  readonly judgeOf: (game: AnyGame) => InputJudge;
  readonly clock: Clock;
  readonly wire: Wire;
  readonly log: Log;
  readonly keeper: Keeper;
  readonly journal: Journal;
  /** Draws a match's luck; handed in so that a test can have the same twice. */
  readonly drawSeed?: () => Seed;
}

interface RoundsOptions {
  readonly roomId: string;
  readonly game: AnyGame;
  readonly services: RoundsServices;
  readonly connections: ReadonlyMap<string, Connection>;
  /** How a match ended whose results stand, from before this process. */
  readonly before: MatchEnd | null;
  /** It is over, and its result is written, or could not be. */
  ended(end: MatchEnd): void;
}

const ABANDONED = refuse('match/abandoned', 'Everyone left this match before it could end.');
const UNWRITTEN = refuse('server/unavailable', 'This result could not be written down yet.');
/** A store that does not answer keeps nobody from seeing how the match ended for longer than this. */
const PATIENCE_MS = 2000;

type Written = (ratings: RatingChange[] | null) => void;

export function createRounds({ roomId, game, services, connections, before, ended }: RoundsOptions): Rounds {
  const { clock, keeper, log } = services;
  let running: RoomMatch | null = null;
  let matchId = '';
  let result = before;
  let stopped = false;

  const about = (room: Room, more: object) => ({ room: room.code, match: matchId, game: game.id, ...more });

  function start(room: Room, resumed?: Resumed): void {
    let cast = resumed?.host.cast ?? null;
    const failed = (error: unknown, id: string) => log.error(about(room, { event: 'match-aborted', id, err: error }));
    try {
      running = startRoomMatch({
        ...services,
        room,
        game,
        connections,
        resumed,
        begun(spec) {
          keeper.match({ matchId, roomId, tickRate: game.tickRate, startedAt: clock.now(), spec });
          cast = firstCast(spec.entrants);
        },
        ended: finish,
        failed,
      });
    } catch (error) {
      const id = nanoid(10);
      failed(error, id);
      services.journal.close(matchId);
      const outcome = faultOutcome(id);
      if (cast) writeUnplayed(cast, resumed, outcome, tellOnce(outcome));
      else conclude(outcome, []);
    }
  }

  /** Told when the result is written, or could not be, or after a while. */
  function tellOnce(outcome: MatchOutcome): Written {
    let told = false;
    const tell = (ratings: RatingChange[] | null) => {
      cancel();
      if (!told) conclude(outcome, ratings);
      told = true;
    };
    const cancel = clock.after(PATIENCE_MS, () => tell(null));
    return tell;
  }

  /** Of a match that failed before its first step here. */
  function writeUnplayed(
    { appearances }: Cast,
    resumed: Resumed | undefined,
    outcome: MatchOutcome,
    then: Written,
  ): void {
    const ticks = resumed?.match.state.tick ?? 0;
    const last = resumed ? { matchId, from: resumed.soFar.from, bytes: resumed.soFar.bytes } : null;
    const players = appearances.map((one) => ({ ...one, place: null, score: null }));
    keeper.result({ matchId, game: game.id, endedAt: clock.now(), ticks, outcome, players, rated: false }, last, then);
  }

  /** `[KP-4]` Exactly once, and first: whoever hears of a result will find it. */
  function finish(outcome: MatchOutcome): void {
    const over = running!;
    running = null;
    over.stop();
    write(over, outcome, outcome.kind === 'finished', tellOnce(outcome));
  }

  function write(match: RoomMatch, outcome: MatchOutcome, rated: boolean, then: Written): void {
    const { ticks, players, last } = match.summary(outcome);
    keeper.result({ matchId, game: game.id, endedAt: clock.now(), ticks, outcome, players, rated }, last, then);
  }

  function conclude(outcome: MatchOutcome, ratings: RatingChange[] | null): void {
    if (stopped) return;
    result = {
      matchId,
      outcome,
      ...(ratings && ratings.length > 0 && { ratings }),
      ...(!ratings && { unsaved: UNWRITTEN }),
    };
    ended(result);
  }

  return {
    get running() {
      return running;
    },
    get result() {
      return result;
    },
    begin(room) {
      matchId = room.matchId!;
      log.info(about(room, { event: 'match-started' }));
      start(room);
    },
    resume(room, resumed) {
      const { tick, cells } = resumed.match.state;
      const { epoch } = resumed.host;
      matchId = room.matchId!;
      log.info(about(room, { event: 'match-resumed', epoch, tick, hash: hashCells(cells) }));
      start(room, resumed);
    },
    abandon() {
      stopped = true;
      const match = running;
      running = null;
      match?.stop();
      // Rated all the same: who left first lost to who left last.
      if (match) write(match, { kind: 'aborted', error: ABANDONED }, true, () => {});
    },
    stop() {
      stopped = true;
      running?.stop();
      running = null;
    },
  };
}
