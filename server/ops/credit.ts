import type { Clock } from './clock.ts';

/** A token bucket: `burst` credits at once, refilled at `perSecond`. It holds two numbers and needs no timer. */
export interface Credit {
  /** Takes `cost` credits if they are there. */
  spend(cost?: number): boolean;
  /** Milliseconds until `cost` credits will be there. */
  wait(cost?: number): number;
}

export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

/** Sums of fractions miss a whole credit by less than this. */
const ROUNDING = 1e-6;

export function createCredit({ perSecond, burst }: Allowance, clock: Clock): Credit {
  let credits = burst;
  let last = clock.now();
  const refill = () => {
    const now = clock.now();
    credits = Math.min(burst, credits + ((now - last) / 1000) * perSecond);
    last = now;
  };
  return {
    spend(cost = 1) {
      refill();
      if (credits < cost - ROUNDING) return false;
      credits -= cost;
      return true;
    },
    wait(cost = 1) {
      refill();
      return Math.max(0, Math.ceil(((cost - credits) / perSecond) * 1000));
    },
  };
}

export function scaleAllowance({ perSecond, burst }: Allowance, scale: number): Allowance {
  return { perSecond: perSecond * scale, burst: Math.max(1, burst * scale) };
}
