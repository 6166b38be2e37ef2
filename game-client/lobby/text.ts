import type { Refusal } from '../../shared/protocol/errors.ts';
import type { RoomStatus, RoomSummary } from '../../shared/protocol/room.ts';
import { isGathering } from './state/seats.ts';
import type { Store } from './state/store.ts';

const PAGE_TITLES = { leaderboard: 'Leaderboard', player: 'Player', replay: 'Replay' } as const;

export function pageTitle({ router, room, match, result, queue }: Store): string {
  const { value: route } = router.route;
  // Whoever looks at another tab meanwhile sees it there.
  if (queue.value?.state === 'found' || (room.value && isGathering(room.value))) return 'Match found! · Muster';
  if (queue.value) return 'Looking for a match · Muster';
  if (route.at === 'home') return 'Muster';
  if (route.at !== 'room') return `${PAGE_TITLES[route.at]} · Muster`;
  const here = room.value;
  if (here?.code !== route.code) return `${route.code} · Muster`;
  if (match.value) return `Playing ${route.code} · Muster`;
  if (result.value) return `Results ${route.code} · Muster`;
  const taken = here.seats.filter((seat) => seat.kind !== 'empty').length;
  return `(${taken}/${here.maxPlayers}) ${route.code} · Muster`;
}

export const STATUS_TEXT: { readonly [Status in RoomStatus]: string } = {
  lobby: 'Gathering',
  countdown: 'About to start',
  playing: 'Match running',
  results: 'Between rounds',
};

/** Why a room cannot be joined, as one would tell a friend. */
export function explainRefusal({ code, message }: Refusal, room: string): { title: string; text: string } {
  switch (code) {
    case 'room/not-found':
      return {
        title: 'No room here',
        text: `Nobody answers under ${room}. The room may have closed, or a letter is off. Ask your friend for the code once more.`,
      };
    case 'room/full':
      return { title: 'Every seat is taken', text: 'This room is full just now. Try again when someone has left.' };
    case 'room/locked':
      return { title: 'The door is locked', text: 'The host lets nobody in just now. Ask for it to be unlocked.' };
    case 'room/banned':
      return {
        title: 'This door stays closed',
        text: `${message} There are other rooms under this sky.`,
      };
    case 'server/unavailable':
      return { title: 'The server is silent', text: 'It cannot be reached just now. This page keeps trying.' };
    default:
      return { title: 'That did not work', text: message };
  }
}

/** What someone who is invited wants to know before saying yes. */
export function describeRoom({ humans, bots, open }: RoomSummary): string {
  const people = humans === 0 ? '' : humans === 1 ? 'one person' : `${humans} people`;
  const machines = bots === 0 ? '' : bots === 1 ? 'one bot' : `${bots} bots`;
  const there = [people, machines].filter(Boolean).join(' and ') || 'nobody';
  const seats = open === 0 ? 'and every seat is taken' : open === 1 ? 'with one open seat' : `with ${open} open seats`;
  const are = humans + bots > 1 ? 'are' : 'is';
  return `${there[0]!.toUpperCase()}${there.slice(1)} ${are} there, ${seats}.`;
}

/** Whether a name got a number behind it because someone else looks the same. */
export function distinguished(wished: string, given: string): boolean {
  const name = wished.trim();
  return name !== '' && name !== given && /#\d{4}$/.test(given);
}

const ORDINALS = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const SUFFIXES: { readonly [rule: string]: string } = { one: 'st', two: 'nd', few: 'rd' };

/** 1st, 2nd, 3rd, 4th. */
export const ordinal = (place: number) => `${place}${SUFFIXES[ORDINALS.select(place)] ?? 'th'}`;
