import fc from 'fast-check';
import { customAlphabet } from 'nanoid';
import { describe, expect, test } from 'vitest';
import { CODE_ALPHABET, CODE_LENGTH, normalizeCode, typedCode } from '../../shared/protocol/code.ts';

const code = fc.string({ unit: fc.constantFrom(...CODE_ALPHABET), minLength: CODE_LENGTH, maxLength: CODE_LENGTH });

describe('the alphabet', () => {
  test('[RM-3] it has twenty characters, each once, for sixty-four million codes of six', () => {
    expect(new Set(CODE_ALPHABET).size).toBe(CODE_ALPHABET.length);
    expect(CODE_ALPHABET.length ** CODE_LENGTH).toBe(64_000_000);
  });

  test('[RM-3] it has no vowels, and one at most of what is taken for one another', () => {
    expect(CODE_ALPHABET).not.toMatch(/[AEIOUY]/i);
    for (const alike of ['0OQ', '1ILJ', '2Z', '5S', '8B', 'UV', 'VY'])
      expect(Array.from(alike).filter((one) => CODE_ALPHABET.includes(one)).length, alike).toBeLessThan(2);
  });

  test('[RM-3] what nanoid draws from it is a code as it stands', () => {
    const draw = customAlphabet(CODE_ALPHABET, CODE_LENGTH);
    for (let i = 0; i < 1000; i++) {
      const drawn = draw();
      expect(normalizeCode(drawn)).toBe(drawn);
    }
  });
});

describe('a code as people type it', () => {
  const typings: [string, string][] = [
    ['lower case', 'cdf347'],
    ['mixed case', 'CdF347'],
    ['a dash in the middle', 'CDF-347'],
    ['spaces around and within', '  CDF 347\n'],
    ['long dashes, as phones make them', 'CDF–3—47'],
    ['a space that does not break', 'CDF\u00a0347'],
    ['an underscore', 'cdf_347'],
    ['each letter apart', 'c d f 3 4 7'],
  ];
  test.each(typings)('[RM-3] %s is read', (_, typed) => {
    expect(normalizeCode(typed)).toBe('CDF347');
  });

  const others: [string, string][] = [
    ['nothing', ''],
    ['spaces only', '   '],
    ['too short', 'CDF34'],
    ['too long', 'CDF3477'],
    ['with a vowel', 'CDFA47'],
    ['with a look-alike', 'CDF047'],
    ['with punctuation', 'CDF.347'],
    ['in letters of another script', 'СDF347'],
    ['with an emoji', 'CDF34😀'],
    ['two codes', 'CDF347 CDF347'],
    ['a name of the language', '__proto__'],
  ];
  test.each(others)('%s is none', (_, typed) => {
    expect(normalizeCode(typed)).toBeNull();
  });

  test('[RM-3] case, spaces and dashes anywhere change nothing', () => {
    const gap = fc.constantFrom('', '', ' ', '-', '–', '\t', '_');
    fc.assert(
      fc.property(code, fc.array(fc.tuple(fc.boolean(), gap), { minLength: 6, maxLength: 6 }), (one, how) => {
        const typed = Array.from(one, (c, i) => how[i]![1] + (how[i]![0] ? c.toLowerCase() : c)).join('');
        expect(normalizeCode(typed)).toBe(one);
      }),
    );
  });

  test('any text gives a code or null, at once however long it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const read = normalizeCode(typed);
        if (read !== null) expect(read).toMatch(new RegExp(`^[${CODE_ALPHABET}]{6}$`));
      }),
    );
    expect(normalizeCode('-'.repeat(10_000_000))).toBeNull();
  });
});

test('what a call takes as a code is any short text, so that a typing mistake is answered as a code that names no room', () => {
  expect(typedCode.safeParse('what?').success).toBe(true);
  expect(typedCode.safeParse('').success).toBe(false);
  expect(typedCode.safeParse('x'.repeat(65)).success).toBe(false);
});
