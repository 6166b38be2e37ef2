import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCredit, scaleAllowance } from '../../server/ops/credit.ts';
import { VirtualClock } from '../support/virtualClock.ts';

describe('credit', () => {
  test('gives the burst at once, and then what a second brings', () => {
    const clock = new VirtualClock();
    const credit = createCredit({ perSecond: 2, burst: 3 }, clock);
    const spendable = () => Array.from({ length: 10 }, () => credit.spend()).filter(Boolean).length;
    expect(spendable()).toBe(3);
    clock.advance(1000);
    expect(spendable()).toBe(2);
    clock.advance(250);
    expect(spendable()).toBe(0);
    clock.advance(250);
    expect(spendable()).toBe(1);
  });

  test('never grows beyond the burst', () => {
    const clock = new VirtualClock();
    const credit = createCredit({ perSecond: 100, burst: 3 }, clock);
    clock.advance(86_400_000);
    expect(credit.spend(4)).toBe(false);
    expect(credit.spend(3)).toBe(true);
    expect(credit.spend()).toBe(false);
  });

  test('a refusal costs nothing', () => {
    const credit = createCredit({ perSecond: 1, burst: 5 }, new VirtualClock());
    expect(credit.spend(6)).toBe(false);
    expect(credit.spend(5)).toBe(true);
  });

  test('says how long to wait, and whoever waited so long is let in, and nobody much earlier', () => {
    const perSecond = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(perSecond, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 999 }), (rate, burst, gap) => {
        const clock = new VirtualClock();
        const credit = createCredit({ perSecond: rate, burst }, clock);
        credit.spend(burst);
        clock.advance(gap);
        const wait = credit.wait();
        fc.pre(wait > 2);
        clock.advance(wait - 2);
        expect(credit.spend()).toBe(false);
        clock.advance(2);
        expect(credit.spend()).toBe(true);
      }),
    );
  });

  test('there is nothing to wait for while there is credit', () => {
    expect(createCredit({ perSecond: 1, burst: 1 }, new VirtualClock()).wait()).toBe(0);
  });

  test('over any time no more is spent than burst and rate allow', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 5 })), { maxLength: 100 }), (tries) => {
        const clock = new VirtualClock();
        const began = clock.now();
        const credit = createCredit({ perSecond: 7, burst: 10 }, clock);
        let spent = 0;
        for (const [gap, cost] of tries) {
          clock.advance(gap);
          if (credit.spend(cost)) spent += cost;
          expect(spent).toBeLessThanOrEqual(10 + (7 * (clock.now() - began)) / 1000 + 1e-6);
        }
      }),
    );
  });
});

test('[CF-1] an allowance is scaled as a whole, and never to nothing', () => {
  expect(scaleAllowance({ perSecond: 10, burst: 20 }, 3)).toEqual({ perSecond: 30, burst: 60 });
  expect(scaleAllowance({ perSecond: 10, burst: 20 }, 0.01)).toEqual({ perSecond: 0.1, burst: 1 });
});
