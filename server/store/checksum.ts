import { crc32 } from 'node:zlib';

/** What stands beside kept bytes, and tells at reading whether they are still those. Several parts are taken as one. */
export function checksum(...parts: readonly (Uint8Array | string)[]): number {
  return parts.reduce<number>((crc, part) => crc32(part, crc), 0);
}
