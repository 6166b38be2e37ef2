import { ByteReader } from '../../shared/core/bytes.ts';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { type Refusal, refuseInput } from '../../shared/protocol/errors.ts';
import { unpackInput } from '../../shared/protocol/frames.ts';

/** Whether an input is one of its game's, whichever way it came: a `ByteReader` stands before the game's own bytes. */
export type InputJudge = (raw: unknown) => Result<unknown, Refusal>;

/** A few bytes can only mean one thing, and players send the same few hundred again and again: so many are remembered. */
const MOST_KNOWN = 2048;

/** One judge a game, for all of its matches. */
export function createInputJudges(): (game: AnyGame) => InputJudge {
  const judges = new Map<AnyGame, InputJudge>();
  return (game) => {
    let judge = judges.get(game);
    if (!judge) {
      judge = createInputJudge(game);
      judges.set(game, judge);
    }
    return judge;
  };
}

function createInputJudge(game: AnyGame): InputJudge {
  const known = new Map<number, Result<unknown, Refusal>>();

  function judge(input: unknown): Result<unknown, Refusal> {
    const parsed = game.input.safeParse(input);
    return parsed.success ? ok(parsed.data) : fail(refuseInput(parsed.error, 'input'));
  }

  return (raw) => {
    if (!(raw instanceof ByteReader)) return judge(raw);
    const key = raw.key();
    const before = key === null ? undefined : known.get(key);
    if (before) return before;
    const judged = judge(unpackInput(game, raw));
    // The same object goes to every match in which this is wished: games read their inputs and leave them as they are.
    if (key !== null && judged.ok && known.size < MOST_KNOWN) known.set(key, ok(Object.freeze(judged.value)));
    return judged;
  };
}
