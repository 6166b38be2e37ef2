import { createHistogram } from 'node:perf_hooks';
import type { Keeper } from '../../server/store/keeper.ts';

/**
 * A keeper that has written down whatever it is asked to at once, or, once `able` is false, nothing: for tests of what stands
 * before the store. What it was asked is listed.
 */
export interface TestKeeper extends Keeper {
  able: boolean;
  outages: number;
  readonly asked: { readonly what: keyof Keeper; readonly about: unknown }[];
}

export function createTestKeeper(): TestKeeper {
  const asked: TestKeeper['asked'] = [];
  const note = (what: keyof Keeper, about: unknown) => void asked.push({ what, about });
  const keeper: TestKeeper = {
    able: true,
    outages: 0,
    commits: createHistogram(),
    asked,
    newRoom(kept, then) {
      note('newRoom', kept);
      then(keeper.able ? 'kept' : 'failed');
    },
    room: (kept) => note('room', kept),
    roomClosed: (id) => note('roomClosed', id),
    line(line, then) {
      note('line', line);
      then(keeper.able);
    },
    read: (read) => note('read', read),
    mute: (playerId, targetId, at) => note('mute', { playerId, targetId, at }),
    match: (begun) => note('match', begun),
    journal: (row, trim) => note('journal', { ...row, trim }),
    checkpoint(checkpoint, _segment, then) {
      note('checkpoint', checkpoint);
      then(keeper.able);
    },
    result(result, _last, then) {
      note('result', result);
      then(keeper.able ? [] : null);
    },
    ticket(ticket, then) {
      note('ticket', ticket);
      then(keeper.able ? 'kept' : 'failed');
    },
    ticketsOver: (ids) => note('ticketsOver', ids),
    settled: (then) => then(keeper.able),
    close: async () => {},
  };
  return keeper;
}
