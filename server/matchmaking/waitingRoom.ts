import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import type { RoomHost } from '../rooms/roomHost.ts';
import { isOutage } from '../store/outage.ts';
import type { Backfill } from './backfill.ts';
import { isWaiting, type LiveTicket, type Tickets } from './tickets.ts';

/** Those who wait are told how they stand, and are offered what seats come free; as long as there is anybody. */
export interface WaitingRoom {
  /** Somebody has come. */
  open(): void;
  stop(): void;
}

export interface WaitingRoomOptions {
  readonly tickets: Tickets;
  readonly backfill: Backfill;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (ticket: LiveTicket) => void;
  /** Whether seats are given away just now. */
  readonly mayFill: () => boolean;
  /** Takes seats in this room for the ticket; false: it could not. */
  readonly hold: (ticket: LiveTicket, room: RoomHost) => boolean;
}

/** How often; everyone is told once in `SLICES` times, as long as they are not too many. */
const LOOK_MS = 250;
const SLICES = 8;
const MOST_TOLD = 100;
/** So many tickets are offered seats at a time, those that came first. */
const MOST_OFFERED = 200;

export function createWaitingRoom(options: WaitingRoomOptions): WaitingRoom {
  const { tickets, backfill, clock, log, tell, mayFill, hold } = options;
  let looking: (() => void) | null = null;
  let turn = 0;
  /** How many are to be told by now. */
  let due = 0;
  let stopped = false;

  function open(): void {
    if (!stopped) looking ??= clock.after(LOOK_MS, look);
  }

  function look(): void {
    looking = null;
    if (tickets.size === 0) return;
    open();
    tellSome();
    if (backfill.hasOffers && mayFill()) void fillSeats();
  }

  function tellSome(): void {
    const waiting = [...tickets.all()].filter(isWaiting);
    due = Math.min(MOST_TOLD, due + waiting.length / SLICES);
    for (; due >= 1; due--) tell(waiting[turn++ % waiting.length]!);
  }

  async function fillSeats(): Promise<void> {
    try {
      await backfill.prepare();
    } catch (error) {
      if (!isOutage(error)) log.error({ event: 'backfill-failed', err: error });
      return;
    }
    if (stopped || !mayFill()) return;
    const ready = [...tickets.all()].filter((live) => isWaiting(live) && live.away.size === 0);
    for (const live of ready.slice(0, MOST_OFFERED)) {
      backfill.place(live, clock.now(), (room) => !tickets.ofRoom(room.id) && hold(live, room));
    }
  }

  return {
    open,
    stop() {
      stopped = true;
      looking?.();
    },
  };
}
