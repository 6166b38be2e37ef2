import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discriminate, NAME_GRAPHEMES, nameSkeleton, parseName } from '../../shared/protocol/identity.ts';

const FAMILY = '👨‍👩‍👧‍👦';
const graphemes = (text: string) => [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length;

describe('names that are taken', () => {
  const good: [string, string, string?][] = [
    ['one letter', 'A'],
    ['words with a space', 'Ann Lee'],
    ['sixteen letters', 'abcdefghijklmnop'],
    ['sixteen families, each of them one character', FAMILY.repeat(16)],
    ['a flag', '🇩🇪'],
    ['the flag of a part of a country', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a hand with its colour', '👍🏽'],
    ['a heart, as text and as a picture', '❤❤️'],
    ['a keycap', '1️⃣'],
    ['Vietnamese, with two marks on a letter', 'Nguyễn'],
    ['Arabic', 'محمد'],
    ['Hebrew with points', 'שָׁלוֹם'],
    ['Devanagari', 'हिन्दी'],
    ['Thai', 'สวัสดี'],
    ['Korean', '홍길동'],
    ['Japanese', 'さくら'],
    ['punctuation and symbols', 'x_[~$^]_x'],
    ['spaces around it, which are cut off', '  Ann  ', 'Ann'],
    ['spaces within, which become one', 'Ann    Lee', 'Ann Lee'],
    ['wide letters, which become plain ones', 'Ａｎｎ', 'Ann'],
    ['letter and mark apart, which become one letter', 'Zoe\u0308', 'Zoë'],
    ['a ligature, which is taken apart', 'ﬁn', 'fin'],
    ['a space that does not break, which becomes a plain one', 'Ann\u00a0Lee', 'Ann Lee'],
  ];
  test.each(good)('[ID-4] %s', (_, raw, shown = raw) => {
    expect(parseName(raw)).toEqual({ ok: true, value: shown });
  });
});

describe('names that are refused, with the reason', () => {
  const bad: [string, string, RegExp][] = [
    ['nothing', '', /at least one/],
    ['only spaces', '     ', /at least one/],
    ['only spaces of other kinds', '\u00a0\u3000\u2003', /at least one/],
    ['seventeen letters', 'abcdefghijklmnopq', /at most 16 characters, this one is 17/],
    ['seventeen families', FAMILY.repeat(17), /at most 16/],
    ['sixteen characters that grow under NFKC', 'ﷺ', /at most 16 characters, this one is 18/],
    ['a huge text', 'x'.repeat(1_000_000), /at most 16/],
    ['a line break', 'Ann\nLee', /U\+000A/],
    ['a line break of Windows', 'Ann\r\nLee', /U\+000D U\+000A/],
    ['a tab within', 'Ann\tLee', /U\+0009/],
    ['a null character', 'Ann\0', /U\+0000/],
    ['an escape that colours terminals', '\u001b[31mAnn', /U\+001B/],
    ['a control of the second block', 'Ann\u0085', /U\+0085/],
    ['a line separator', 'Ann\u2028Lee', /U\+2028/],
    ['a zero-width space', 'An\u200bn', /U\+200B/],
    ['a zero-width joiner between letters', 'An\u200dn', /U\+200D/],
    ['a zero-width joiner alone', '\u200d', /U\+200D/],
    ['a byte order mark', '\ufeffAnn', /U\+FEFF/],
    ['a soft hyphen', 'An\u00adn', /U\+00AD/],
    ['a word joiner', 'An\u2060n', /U\+2060/],
    ['text turned around', '\u202eAnn', /U\+202E/],
    ['a direction that isolates', '\u2066Ann\u2069', /U\+2066/],
    ['a mark of direction', 'Ann\u200f', /U\+200F/],
    ['a variation selector on a letter', 'A\ufe0fnn', /U\+FE0F/],
    ['a tower of marks', `Z${'\u0351'.repeat(20)}algo`, /U\+005A U\+0351/],
    ['four marks on a letter', 'a\u0316\u0317\u0318\u0319', /U\+0061 U\+0316/],
    ['a mark on nothing', '\u0301', /U\+0301/],
    ['a mark on a space', 'A \u0301', /U\+0020 U\+0301/],
    ['the Hangul filler', '\u3164', /U\+1160/],
    ['the half-width Hangul filler', 'A\uffa0', /U\+1160/],
    ['the blank Braille pattern', '\u2800', /U\+2800/],
    ['a character for private use', '\ue000', /U\+E000/],
    ['one that Unicode has not given out', '\u0378', /U\+0378/],
    ['tags without a flag', 'A\u{e0061}', /U\+E0061/],
    ['half a character', 'Ann\ud83d', /well-formed/],
    ['the other half', '\ude00Ann', /well-formed/],
  ];
  test.each(bad)('[ID-4] %s', (_, raw, reason) => {
    const parsed = parseName(raw);
    expect(parsed).toMatchObject({ ok: false });
    expect(!parsed.ok && parsed.error).toMatch(reason);
  });

  const long: [string, string][] = [
    ['Korean consonants', 'ᄀ'.repeat(100)],
    ['Devanagari conjuncts', `${'क्'.repeat(60)}क`],
  ];
  test.each(long)('[ID-4] a hundred letters that Unicode counts as one grapheme: %s', (_, raw) => {
    expect(graphemes(raw)).toBe(1);
    expect(parseName(raw)).toMatchObject({ ok: false });
  });
});

const anyName = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('a', 'Ä', ' ', FAMILY, '🇩🇪', 'ﬃ', '한', 'क्ष', '#', '9'), maxLength: 20 }),
);

test('[ID-4] a name that was taken is taken again, as it is, and is at most 16 graphemes', () => {
  fc.assert(
    fc.property(anyName, (raw) => {
      const parsed = parseName(raw);
      fc.pre(parsed.ok);
      expect(graphemes(parsed.value)).toBeLessThanOrEqual(NAME_GRAPHEMES);
      expect(parsed.value.isWellFormed()).toBe(true);
      expect(parsed.value.normalize('NFKC')).toBe(parsed.value);
      expect(parseName(parsed.value)).toEqual(parsed);
    }),
    { numRuns: 1000 },
  );
});

test('[ID-4] any text is taken or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
      expect(typeof parseName(raw).ok).toBe('boolean');
    }),
    { numRuns: 2000 },
  );
});

describe('look-alikes', () => {
  const pairs: [string, string][] = [
    ['Ann', 'ANN'],
    ['Ann', 'Ánn'],
    ['Ann Lee', 'AnnLee'],
    ['Ann_Lee', 'ann.lee'],
    ['Anna', 'Аnnа'],
    ['Nova', 'N0va'],
    ['Bill', 'B1ll'],
    ['Bill', 'BiIl'],
    ['Lisa', 'L!$@'],
    ['corn', 'com'],
    ['wow', 'vvow'],
    ['Strasse', 'Straße'],
    ['Soren', 'Søren'],
    ['Ozil', 'Özıl'],
    ['eve', '3v3'],
  ];
  test.each(pairs)('[ID-4] %s and %s look alike', (one, other) => {
    expect(nameSkeleton(other)).toBe(nameSkeleton(one));
  });

  test.each([
    ['Ann', 'Anne'],
    ['Ann', 'Ben'],
    ['Ann#0001', 'Ann#0002'],
    ['😀', '😁'],
    ['...', '---'],
  ])('%s and %s do not', (one, other) => {
    expect(nameSkeleton(other)).not.toBe(nameSkeleton(one));
  });

  test('a name that is all punctuation still has a look', () => {
    expect(nameSkeleton('...')).not.toBe('');
  });
});

describe('discriminators', () => {
  test('[ID-4] four digits stand behind the name, which is cut where it would be too long', () => {
    expect(discriminate('Ann', 7)).toBe('Ann#0007');
    expect(discriminate('abcdefghijklmnop', 1234)).toBe('abcdefghijk#1234');
    expect(discriminate('abcdefghij klmno', 9999)).toBe('abcdefghij#9999');
    expect(discriminate(FAMILY.repeat(16), 0)).toBe(`${FAMILY.repeat(11)}#0000`);
  });

  test('[ID-4] the whole is a name again, and two discriminators never look alike', () => {
    fc.assert(
      fc.property(anyName, fc.nat(9999), fc.nat(9999), (raw, one, other) => {
        const parsed = parseName(raw);
        fc.pre(parsed.ok && one !== other);
        const name = discriminate(parsed.value, one);
        expect(parseName(name)).toEqual({ ok: true, value: name });
        expect(nameSkeleton(name)).not.toBe(nameSkeleton(discriminate(parsed.value, other)));
      }),
      { numRuns: 1000 },
    );
  });
});
