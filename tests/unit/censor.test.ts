import { expect, test } from 'vitest';
import { censor } from '../../server/rooms/censor.ts';

test('stars out obscene words, their usual disguises too, and leaves the first letter', () => {
  expect(censor('what the fuck is this sh1t')).toBe('what the f*** is this s***');
});

test('leaves harmless words alone that hold one', () => {
  const text =
    'The class from Scunthorpe passed an assorted cocktail, shiitake and grapefruit: a cockpit analysis, tit for tat, by Dick Tracy.';
  expect(censor(text)).toBe(text);
});

test('leaves markup and all other characters as they are', () => {
  const text = '<b>hello</b> &amp; "quotes" — 你好 🎲\nnext line';
  expect(censor(text)).toBe(text);
});
