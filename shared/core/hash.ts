/**
 * A 32-bit fingerprint of a state's cells (MurmurHash3's x86 body and finish, Austin Appleby): the same cells give the same
 * number on every machine. It tells states apart by accident, not against an adversary.
 */
export function hashCells(cells: Int32Array, seed = 0): number {
  let hash = seed | 0;
  for (let i = 0; i < cells.length; i++) {
    let word = Math.imul(cells[i]!, 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= cells.length * 4;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
