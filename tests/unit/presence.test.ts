import { describe, expect, test } from 'vitest';
import { createPresence } from '../../server/realtime/presence.ts';
import { VirtualClock } from '../support/virtualClock.ts';

function begin() {
  const clock = new VirtualClock();
  const told: number[] = [];
  return { clock, told, presence: createPresence<string>(clock, (online) => void told.push(online)) };
}

describe('who is online', () => {
  test('is players, however many connections they have', () => {
    const { presence } = begin();
    presence.come('ann', 'a1');
    presence.come('ann', 'a2');
    presence.come('ben', 'b1');
    expect(presence.online).toBe(2);
    presence.go('ann', 'a1');
    expect([presence.online, presence.isOnline('ann'), [...presence.of('ann')]]).toEqual([2, true, ['a2']]);
    presence.go('ann', 'a2');
    expect([presence.online, presence.isOnline('ann'), [...presence.of('ann')]]).toEqual([1, false, []]);
  });

  test('does not change by a connection that goes twice, or never came', () => {
    const { presence } = begin();
    presence.come('ann', 'a1');
    presence.go('ann', 'a2');
    presence.go('eve', 'e1');
    presence.go('ann', 'a1');
    presence.go('ann', 'a1');
    expect(presence.online).toBe(0);
  });
});

describe('the count', () => {
  test('of a thousand who come at once is told once, and then at most once a second', () => {
    const { clock, told, presence } = begin();
    for (let i = 0; i < 1000; i++) presence.come(`p${i}`, `s${i}`);
    expect(clock.pending).toBe(1);
    clock.advance(10);
    expect(told).toEqual([1000]);
    for (let i = 0; i < 990; i++) {
      presence.go(`p${i}`, `s${i}`);
      clock.advance(10);
    }
    expect(told.length).toBeGreaterThanOrEqual(10);
    expect(told.length).toBeLessThanOrEqual(12);
    clock.advance(1000);
    expect(told.at(-1)).toBe(10);
  });

  test('is told soon after a quiet time', () => {
    const { clock, told, presence } = begin();
    presence.come('ann', 'a1');
    clock.advance(100_000);
    presence.come('ben', 'b1');
    clock.advance(5);
    expect(told).toEqual([1, 2]);
  });

  test('is not told again while it is the same', () => {
    const { clock, told, presence } = begin();
    presence.come('ann', 'a1');
    clock.advance(2000);
    presence.come('ann', 'a2');
    presence.go('ann', 'a1');
    presence.come('ben', 'b1');
    presence.go('ben', 'b1');
    clock.advance(2000);
    expect(told).toEqual([1]);
  });
});

describe('what a player may still send', () => {
  test('is shared by all connections, and outlasts a reconnect', () => {
    const { clock, presence } = begin();
    const credits = presence.come('ann', 'a1');
    expect(presence.come('ann', 'a2')).toBe(credits);
    expect(presence.come('ben', 'b1')).not.toBe(credits);
    presence.go('ann', 'a1');
    presence.go('ann', 'a2');
    clock.advance(59_000);
    expect(presence.come('ann', 'a3')).toBe(credits);
  });

  test('is forgotten a minute after the last connection, and not before', () => {
    const { clock, presence } = begin();
    const credits = presence.come('ann', 'a1');
    presence.go('ann', 'a1');
    clock.advance(59_000);
    presence.come('ann', 'a2');
    presence.go('ann', 'a2');
    clock.advance(59_000);
    expect(presence.come('ann', 'a3'), 'the minute of the first connection is over').toBe(credits);
    presence.go('ann', 'a3');
    clock.advance(60_000);
    expect(presence.come('ann', 'a4')).not.toBe(credits);
    presence.go('ann', 'a4');
    clock.advance(120_000);
    expect(clock.pending).toBe(0);
  });
});
