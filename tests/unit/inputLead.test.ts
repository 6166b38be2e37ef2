import { describe, expect, test } from 'vitest';
import { createInputLead } from '../../game-client/net/inputLead.ts';

const RATE = 30;

/** Inputs that need so many ticks each, sent with the lead of the moment; the last lead. */
function play(lead: ReturnType<typeof createInputLead>, needs: readonly number[], from = 1): number {
  for (const [i, need] of needs.entries()) {
    const seq = from + i;
    const present = seq * 10;
    const tick = Math.ceil(present + lead.ticks(100));
    lead.sent(seq, tick, present);
    const slack = tick - present - need;
    // As a server does: late ones go into the next step, and early ones say how many whole quarters they waited.
    if (slack < 0) lead.applied(seq, tick + Math.ceil(-slack), 0);
    else lead.applied(seq, tick, Math.min(15, Math.floor(slack * 4)));
  }
  return lead.ticks(100);
}
const times = (count: number, need: number) => new Array<number>(count).fill(need);

describe('the lead', () => {
  test('is at first the round trip and a tick', () => {
    const lead = createInputLead(RATE);
    expect(lead.ticks(100)).toBeCloseTo(4);
    expect(lead.ticks(200)).toBeCloseTo(7);
    expect(lead.ticks(null)).toBeCloseTo(4);
  });

  test('becomes what the inputs need and half a tick, whatever the round trip was thought to be', () => {
    for (const need of [1, 2.6, 5.25, 9]) {
      const lead = play(createInputLead(RATE), times(40, need));
      expect(lead).toBeGreaterThanOrEqual(need + 0.5);
      // Quarters are all that is told.
      expect(lead).toBeLessThanOrEqual(need + 0.76);
    }
  });

  test('grows within some inputs when they begin to come late, and shrinks only after many', () => {
    const lead = createInputLead(RATE);
    play(lead, times(40, 3));
    expect(play(lead, times(5, 6), 41)).toBeGreaterThanOrEqual(6);
    expect(play(lead, times(20, 3), 46)).toBeGreaterThanOrEqual(6);
    expect(play(lead, times(12, 3), 66)).toBeLessThan(4);
  });

  test('does not follow one hitch', () => {
    const lead = createInputLead(RATE);
    play(lead, times(40, 3));
    expect(play(lead, [15, 12], 41)).toBeLessThan(4);
    const young = createInputLead(RATE);
    expect(play(young, [3, 3, 3, 15])).toBeLessThan(4);
    expect(play(createInputLead(RATE), [3, 15]), 'of two, one is half').toBeGreaterThan(14);
  });

  test('stays as it is while nothing is said', () => {
    const lead = createInputLead(RATE);
    const before = play(lead, times(40, 5));
    expect(lead.ticks(1000)).toBe(before);
  });
});

test('an input that another passed over, or that was lost, teaches nothing', () => {
  const lead = createInputLead(RATE);
  lead.sent(1, 10, 5);
  lead.sent(2, 11, 6);
  lead.applied(2, 11, 4);
  expect(lead.ticks(100)).toBeCloseTo(11 - 1 - 6 + 0.5);
  lead.sent(3, 12, 7);
  lead.forget();
  lead.applied(3, 40, 0);
  expect(lead.ticks(100)).toBeCloseTo(11 - 1 - 6 + 0.5);
});

test('says how early the last came, and how many were late', () => {
  const lead = createInputLead(RATE);
  expect([lead.early, lead.late]).toEqual([null, 0]);
  lead.sent(1, 10, 5);
  lead.applied(1, 10, 3);
  expect([lead.early, lead.late]).toEqual([0.75, 0]);
  lead.sent(2, 11, 6);
  lead.applied(2, 13, 0);
  expect([lead.early, lead.late]).toEqual([-1.5, 0.5]);
});
