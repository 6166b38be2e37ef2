import { describe, expect, test } from 'vitest';
import { Link, type LinkOptions, Network } from '../support/network.ts';

/** When each of 200 messages, sent every 10 ms, comes out. */
function arrivals(options: LinkOptions, every = 10): number[] {
  const link = new Link<number>(options);
  const at: number[] = [];
  for (let now = 0; now < 4000; now++) {
    if (now % every === 0 && now < 200 * every) link.send(now, now / every);
    for (const message of link.receive(now)) {
      expect(message).toBe(at.length);
      at.push(now);
    }
  }
  return at;
}

describe('a link', () => {
  test('delivers after its delay, and not before', () => {
    expect(arrivals({ delay: 30 })).toEqual(Array.from({ length: 200 }, (_, i) => i * 10 + 30));
  });

  test('with jitter delivers up to so much later, in order, and the same with the same seed', () => {
    const late = (seed: number) => arrivals({ delay: 30, jitter: 40, seed }).map((at, i) => at - i * 10 - 30);
    const first = late(1);
    expect(first).toHaveLength(200);
    expect(Math.min(...first)).toBeLessThan(10);
    expect(Math.max(...first)).toBeGreaterThan(30);
    expect(Math.max(...first)).toBeLessThanOrEqual(41);
    expect(late(1)).toEqual(first);
    expect(late(2)).not.toEqual(first);
  });

  test('that stalls holds everything up and lets it out at once', () => {
    const at = arrivals({ delay: 0, stall: { every: 1000, length: 400 } });
    expect(at.filter((one) => one % 1000 >= 600)).toEqual([]);
    expect(at.filter((one) => one === 1000)).toHaveLength(41);
  });

  test('says when something comes next', () => {
    const link = new Link<string>({ delay: 30 });
    expect(link.nextAt).toBe(Number.POSITIVE_INFINITY);
    link.send(5, 'a');
    expect(link.nextAt).toBe(35);
    link.receive(35);
    expect(link.nextAt).toBe(Number.POSITIVE_INFINITY);
  });

  test('that is cut loses what is on its way and what is sent meanwhile', () => {
    const link = new Link<string>({ delay: 30 });
    link.send(0, 'on its way');
    link.cut();
    link.send(10, 'meanwhile');
    link.mend();
    link.send(20, 'later');
    expect(link.receive(1000)).toEqual(['later']);
  });
});

test('a network has half of the round trip each way, and is cut in both', () => {
  const network = new Network<string, string>({ name: 'n', roundTrip: 100, jitter: 20 });
  network.up.send(0, 'up');
  network.down.send(0, 'down');
  for (const { nextAt } of [network.up, network.down]) {
    expect(nextAt).toBeGreaterThanOrEqual(50);
    expect(nextAt).toBeLessThanOrEqual(60);
  }
  network.cut();
  expect([network.up.receive(1000), network.down.receive(1000)]).toEqual([[], []]);
  network.mend();
  network.up.send(1000, 'again');
  expect(network.up.receive(2000)).toEqual(['again']);
});
