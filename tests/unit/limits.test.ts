import { expect, test } from 'vitest';
import { createLimits, placeOf } from '../../server/ops/limits.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('the address %s stands for %s', (address, place) => {
  expect(placeOf(address)).toBe(place);
});

test('[RM-3] guesses from all addresses of one IPv6 network count together', async () => {
  const limits = createLimits(1);
  const host = (n: number) => `2001:db8::${n.toString(16)}`;
  for (let n = 1; n <= 120; n++) {
    expect((await limits.mayGuess(host(n), null)).ok).toBe(true);
    await limits.guessedWrong(host(n), null);
  }
  expect(await limits.mayGuess(host(999), null)).toMatchObject({ error: { code: 'rate/limited' } });
  expect((await limits.mayGuess('2001:db8:1::1', null)).ok).toBe(true);
});
