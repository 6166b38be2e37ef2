import { expect, test } from 'vitest';
import { VirtualClock } from '../support/virtualClock.ts';

/** The clock of the other tests: what they prove stands on it. */
test('fires timers in the order of their time, each at its own, and those of one time as they were set', () => {
  const clock = new VirtualClock(1000);
  const fired: string[] = [];
  const set = (delay: number, name: string) => clock.after(delay, () => fired.push(`${name}@${clock.now()}`));
  set(30, 'c');
  set(10, 'a');
  set(10, 'b');
  clock.advance(9);
  expect(fired).toEqual([]);
  clock.advance(100);
  expect(fired).toEqual(['a@1010', 'b@1010', 'c@1030']);
  expect(clock.now()).toBe(1109);
});

test('fires what callbacks set in their turn, if it falls due meanwhile', () => {
  const clock = new VirtualClock(0);
  let count = 0;
  const again = () => {
    count++;
    clock.after(10, again);
  };
  again();
  clock.advance(100);
  expect([count, clock.pending]).toEqual([11, 1]);
});

test('a timer that was cancelled does not fire, and a delay of nothing takes a millisecond, as in Node', () => {
  const clock = new VirtualClock(0);
  const fired: number[] = [];
  clock.after(5, () => fired.push(5))();
  clock.after(0, () => fired.push(clock.now()));
  clock.after(-7, () => fired.push(clock.now()));
  clock.after(2.9, () => fired.push(clock.now()));
  clock.advance(0);
  expect(fired).toEqual([]);
  clock.advance(10);
  expect(fired).toEqual([1, 1, 2]);
});

test('a busy processor fires its timers late, in order, and time does not turn back', () => {
  const clock = new VirtualClock(0);
  const fired: number[] = [];
  clock.after(10, () => fired.push(clock.now()));
  clock.after(60, () => fired.push(clock.now()));
  clock.stall(50);
  expect(fired).toEqual([]);
  clock.advance(0);
  expect(fired).toEqual([50]);
  clock.advance(10);
  expect(fired).toEqual([50, 60]);
});
