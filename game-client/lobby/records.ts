import type { MatchEnd } from '../../shared/protocol/match.ts';
import type { RatingChange } from '../../shared/protocol/rating.ts';
import type { PlayedMatch } from '../../shared/protocol/results.ts';
import type { Unplayable } from '../net/replaySource.ts';
import { listNames } from './state/seats.ts';
import { ordinal } from './text.ts';

/** What results that last are called, wherever they are shown. */

/** A difference with its sign: "+12", "−8", "±0". */
export function signed(difference: number): string {
  if (difference === 0) return '±0';
  return difference > 0 ? `+${difference}` : `−${-difference}`;
}

/** What the match did to the rating of one who is placed in it. A seat may have had another player at the start: the player counts. */
export function changeOf({ ratings }: MatchEnd, playerId: string | undefined): RatingChange | null {
  return ratings?.find((change) => playerId !== undefined && change.playerId === playerId) ?? null;
}

/** Whether there is a replay of the match that has just ended. */
export function isKept({ outcome, unsaved }: MatchEnd): boolean {
  return outcome.kind === 'finished' && unsaved === undefined;
}

/** "2nd of 5", "1st of 2 teams"; or why there is no place. */
export function placeText({ status, left, place, placements }: PlayedMatch): string {
  if (left) return 'Left early';
  if (status === 'aborted' || place === null) return 'Cut short';
  const teams = new Set(placements.flatMap(({ team }) => team ?? []));
  return `${ordinal(place)} of ${teams.size > 0 ? `${teams.size} teams` : placements.length}`;
}

/** "with Ann, Ben and 2 more"; empty where nobody else was in it. */
export function companyText({ placements }: PlayedMatch, playerId: string): string {
  const others = placements.filter((one) => one.playerId !== playerId);
  return others.length === 0 ? '' : `with ${listNames(others.map(({ name }) => name))}`;
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** When something was, to one who looks at `now`: by the clock today and yesterday, by the date before. In this device's time zone. */
export function whenText(at: number, now: number): string {
  const then = new Date(at);
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return `today, ${TIME.format(then)}`;
  if (days === 1) return `yesterday, ${TIME.format(then)}`;
  return then.getFullYear() === new Date(now).getFullYear() ? DAY.format(then) : DATE.format(then);
}

/** A day may have 23 or 25 hours: who divides by 24 has to round. */
function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** A moment of a match as "1:05". */
export function clockText(ticks: number, tickRate: number): string {
  const seconds = Math.floor(ticks / tickRate);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Why a replay cannot be shown, as one would tell a friend. */
export function explainUnplayable(why: Unplayable): { title: string; text: string } {
  switch (why) {
    case 'game':
      return {
        title: 'This game is not known here',
        text: 'The page may be older than the match. Load it again, and try once more.',
      };
    case 'version':
      return {
        title: 'The game has changed since then',
        text: 'This match was played by other rules than those of today, so it cannot be shown as it was. Its result stands.',
      };
    case 'damaged':
      return {
        title: 'This recording is damaged',
        text: 'Played again, the match does not come out as it did. Better not to show it than to show what never happened. Its result stands.',
      };
  }
}
