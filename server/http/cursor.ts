import type { z } from 'zod';

/** Where a page of a list begins, as text that goes into an address. What is in it is the server's own affair. */
export function writeCursor(cursor: object): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Null for a text that `writeCursor` did not write of something of this shape. */
export function readCursor<T>(shape: z.ZodType<T>, text: string): T | null {
  try {
    const parsed = shape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
