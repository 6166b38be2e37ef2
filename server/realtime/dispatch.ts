import { nanoid } from 'nanoid';
import { fail, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import { type Credit, createCredit, scaleAllowance } from '../ops/credit.ts';
import type { Log } from '../ops/log.ts';
import { isOutage } from '../store/outage.ts';
import { type Caller, type Entry, events } from './events.ts';

/** What a player may still send, by event, over all of the player's connections. */
export type Credits = Map<string, Credit>;

/** Takes what one connection sends. It never throws, whatever comes. */
export interface Dispatch {
  event(name: unknown, args: readonly unknown[]): void;
  /** A `match:frame`, which has no answer: the same event by a shorter way, since a player sends twenty a second. */
  frame(bytes: Uint8Array): void;
}

export function createDispatch(caller: Caller, credits: Credits, rateScale: number, log: Log): Dispatch {
  /** Calls of one connection are done one after the other, in the order they came; each player's credit bounds the queue. */
  let turn: Promise<void> = Promise.resolve();

  function creditFor(event: string, entry: Entry): Credit {
    const name = entry.countedAs ?? event;
    let credit = credits.get(name);
    if (!credit) {
      credit = createCredit(scaleAllowance(entry.allowance, rateScale), caller.clock);
      credits.set(name, credit);
    }
    return credit;
  }

  function bug(event: string, error: unknown): Result<never, Refusal> {
    if (isOutage(error)) return fail(refuse('server/unavailable', 'What is kept cannot be reached just now.'));
    const id = nanoid(10);
    log.error({ event: 'call-failed', call: event, id, player: caller.connection.player.id, err: error });
    return fail(refuse('server/internal', 'A fault of the server; it has been written down.', { id }));
  }

  /** The answer, or null where it comes in its turn. */
  function accept(event: string, args: readonly unknown[], answer: (result: Answered) => void): Answered | null {
    if (!Object.hasOwn(events, event)) {
      return fail(refuse('input/unknown-event', `There is no event '${event.slice(0, 64)}'.`));
    }
    const entry = events[event as keyof typeof events];
    const credit = creditFor(event, entry);
    if (!credit.spend()) return fail(refuse('rate/limited', `Too many ${event}.`, { retryAfterMs: credit.wait() }));
    if (!entry.inTurn) return entry.handle(caller, args) as Answered;
    turn = turn.then(async () => {
      // What a connection asked for in its last moment would be done for nobody, and nobody would clear it away.
      if (!caller.connection.open) return;
      try {
        answer(await entry.handle(caller, args));
      } catch (error) {
        answer(bug(event, error));
      }
    });
    return null;
  }

  function takeEvent(name: unknown, given: readonly unknown[]): void {
    // Socket.IO lets numbers through as names.
    const event = String(name);
    const last = given.at(-1);
    const ack = typeof last === 'function' ? last : null;
    const answer = (result: Answered) => {
      ack?.(result.ok ? { ok: true, ...result.value } : { ok: false, error: result.error });
    };
    try {
      const now = accept(event, ack ? given.slice(0, -1) : given, answer);
      if (now) answer(now);
    } catch (error) {
      answer(bug(event, error));
    }
  }

  const takeFrame = events['match:frame'];
  let frameCredit: Credit | null = null;
  function frame(bytes: Uint8Array): void {
    frameCredit ??= creditFor('match:frame', takeFrame);
    try {
      if (frameCredit.spend()) takeFrame.handle(caller, [bytes]);
    } catch (error) {
      bug('match:frame', error);
    }
  }

  return { event: takeEvent, frame };
}

type Answered = Result<object | null, Refusal>;
