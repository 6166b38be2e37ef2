import { z } from 'zod';

/** No vowels, so that no word comes out; no 0 1 2 5 8 nor the letters they are mistaken for (O Q, I L, Z, S, B). 20^6 codes, sixty-four million. */
export const CODE_ALPHABET = 'CDFGHJKMNPRTVWX34679';
export const CODE_LENGTH = 6;

const CODE = new RegExp(`^[${CODE_ALPHABET}]{${CODE_LENGTH}}$`);

/** A code as typed, sung or pasted, to the form that is stored: upper case, without spaces and dashes; null if it is none. */
export function normalizeCode(typed: string): string | null {
  const code = typed
    .slice(0, 64)
    .replace(/[\s\-–—_]/gu, '')
    .toUpperCase();
  return CODE.test(code) ? code : null;
}

/**
 * What a call takes as a code: any short text. One that cannot be a code names no room, and is answered as such rather than
 * as bad input, so that a typing mistake reads the same wherever in the code it is.
 */
export const typedCode = z.string().min(1).max(64);
