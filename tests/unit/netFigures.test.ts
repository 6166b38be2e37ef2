import { expect, test } from 'vitest';
import { netFigures } from '../../game-client/play/netFigures.ts';

const report = { roundTrip: 102.4, jitter: 18.6, delay: 51.7, lead: 133.2, early: 12.5, late: 0.03, tick: 900 };
const counts = { bytesIn: 512.4, bytesOut: 30, ticks: 30, corrections: 0.5, missed: 2, hitch: null };
const said = (figures: ReturnType<typeof netFigures>) =>
  Object.fromEntries(figures.map(({ name, value }) => [name, value]));

test('the net graph’s figures in words', () => {
  expect(said(netFigures(report, counts, 5000))).toEqual({
    'round-trip': '102 ms',
    jitter: '19 ms',
    delay: '52 ms late',
    lead: '133 ms',
    early: '13 ms early, 3 % late',
    corrections: '0.5/s',
    bytes: '512, 30 B/s',
    ticks: '30/s, 2 missed',
    hitch: 'none',
  });
});

test('say whose fault the last hitch was, how long and when', () => {
  const hitch = { culprit: 'network', ms: 240.3, at: 2000 } as const;
  expect(said(netFigures(report, { ...counts, hitch }, 5000)).hitch).toBe('network, 240 ms, 3 s ago');
});

test('say that inputs came too late, and nothing of what is unknown or is not there', () => {
  expect(said(netFigures({ ...report, early: -40, late: 1 }, counts, 0)).early).toBe('40 ms late, 100 % late');
  const watching = netFigures({ ...report, roundTrip: null, delay: null, lead: null, early: null }, counts, 0);
  expect(watching.map(({ name }) => name)).toEqual(['round-trip', 'jitter', 'corrections', 'bytes', 'ticks', 'hitch']);
  expect(said(watching)['round-trip']).toBe('–');
});
