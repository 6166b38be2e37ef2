import { z } from 'zod';
import { fail, ok, type Result } from '../core/result.ts';
import { rating } from './rating.ts';

export const player = z.object({ id: z.string(), name: z.string() });
export type Player = z.infer<typeof player>;

export const sessionRequest = z.strictObject({ name: z.string().max(200).optional() });
export const renameRequest = z.strictObject({ name: z.string().max(200) });

export const sessionResponse = z.object({ player, token: z.string(), expiresAt: z.string() });
export type SessionResponse = z.infer<typeof sessionResponse>;

export const meResponse = z.object({
  player,
  ratings: z.array(rating),
  /** The room one has a seat in; `online` when a connection of one's own holds it just now. */
  seat: z.object({ code: z.string(), node: z.string(), online: z.boolean() }).nullable(),
});
export type MeResponse = z.infer<typeof meResponse>;

export const NAME_GRAPHEMES = 16;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const EMOJI = /^\p{RGI_Emoji}$/v;
/**
 * Letters, numbers, punctuation and symbols with up to three marks each (more is a tower, not a letter). Some scripts join
 * letters into one grapheme without end; four are as many as their words do.
 */
const VISIBLE = /^(?:[\p{L}\p{N}\p{P}\p{S}\p{Mc}]\p{M}{0,3}){1,4}$/u;
/** Characters that count as letters or symbols and yet show nothing: the fillers, and the blank Braille pattern. */
const BLANK = /[\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A name as it will be shown, or why it cannot be one. `[ID-4]`: 1 to 16 graphemes after NFKC, of visible characters. */
export function parseName(raw: string): Result<string, string> {
  if (raw.length > 200) return fail(`a name is at most ${NAME_GRAPHEMES} characters`);
  if (!raw.isWellFormed()) return fail('a name is well-formed text');
  const name = raw
    .normalize('NFKC')
    .replace(/^[ \t]+|[ \t]+$/g, '')
    .replace(/ +/g, ' ');
  const parts = Array.from(graphemes.segment(name), (part) => part.segment);
  if (parts.length === 0) return fail('a name has at least one character');
  if (parts.length > NAME_GRAPHEMES)
    return fail(`a name is at most ${NAME_GRAPHEMES} characters, this one is ${parts.length}`);
  const bad = parts.find((part) => part !== ' ' && !EMOJI.test(part) && (BLANK.test(part) || !VISIBLE.test(part)));
  if (bad !== undefined) {
    const codes = Array.from(bad, (c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
    return fail(`a name is made of visible characters, and ${codes.slice(0, 4).join(' ')} is none`);
  }
  return ok(name);
}

/** Letters of other scripts and digits that read as Latin ones. Not all of Unicode's confusables: those a keyboard offers. */
// biome-ignore format: a table
const LOOK_ALIKES: { readonly [from: string]: string } = {
  '0': 'o', '1': 'l', '3': 'e', '5': 's', i: 'l', '|': 'l', '!': 'l', '$': 's', '@': 'a',
  а: 'a', в: 'b', с: 'c', е: 'e', ё: 'e', н: 'h', і: 'l', ї: 'l', ј: 'j', к: 'k', м: 'm', о: 'o', р: 'p', ѕ: 's', т: 't', у: 'y', х: 'x',
  α: 'a', β: 'b', ε: 'e', η: 'n', ι: 'l', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x',
  ı: 'l', ø: 'o', đ: 'd', ł: 'l', ß: 'ss',
};

/** What two names share when they look alike: case, accents, spaces, punctuation between letters and foreign twins are gone. */
export function nameSkeleton(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const letters = Array.from(plain, (c) => LOOK_ALIKES[c] ?? c).join('');
  return (
    letters
      .replace(/[\s._\-']/gu, '')
      .replaceAll('rn', 'm')
      .replaceAll('vv', 'w') || letters
  );
}

/** `name` with `#1234` behind it, shortened where the whole would be longer than a name may be. */
export function discriminate(name: string, discriminator: number): string {
  const tag = `#${String(discriminator).padStart(4, '0')}`;
  const parts = Array.from(graphemes.segment(name), (part) => part.segment);
  return (
    parts
      .slice(0, NAME_GRAPHEMES - tag.length)
      .join('')
      .trimEnd() + tag
  );
}
