/**
 * A growing buffer of bits and a cursor over one; within a byte the highest bit comes first. Whole numbers of which most are
 * small are written by the exponential Golomb code of an order k: add 2^k, and write the sum in binary with one zero before it
 * for each digit that it has beyond k + 1. So small numbers take few bits (k + 1 for those below 2^k), and none is too large.
 */
export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  /** Bits that do not make a byte yet, fewer than eight, and how many. */
  #held = 0;
  #count = 0;

  constructor(capacity = 128) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Starts anew and keeps the memory. */
  clear(): void {
    this.#length = 0;
    this.#held = 0;
    this.#count = 0;
  }

  /** The lowest `count` bits of `value`, at most 24. */
  bits(value: number, count: number): void {
    this.#held = (this.#held << count) | value;
    this.#count += count;
    while (this.#count >= 8) {
      this.#count -= 8;
      if (this.#length === this.#bytes.length) this.#grow();
      this.#bytes[this.#length++] = this.#held >>> this.#count;
      this.#held &= (1 << this.#count) - 1;
    }
  }

  /** An integer from 0 to 2^32 - 1 in the code of this order, at most 16. */
  small(value: number, order: number): void {
    const sum = value + (1 << order);
    const digits = sum < 2 ** 32 ? 32 - Math.clz32(sum) : 33;
    const zeros = digits - order - 1;
    if (zeros + digits <= 24) {
      this.bits(sum, zeros + digits);
      return;
    }
    for (let left = zeros; left > 0; left -= 24) this.bits(0, Math.min(left, 24));
    if (digits > 16) this.bits(Math.floor(sum / 2 ** 16), digits - 16);
    this.bits(sum & 0xffff, Math.min(digits, 16));
  }

  /** Closes the last byte with zeros: what was written, as a view that the next write may change. */
  bytes(): Uint8Array {
    if (this.#count > 0) this.bits(0, 8 - this.#count);
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what `BitWriter` wrote. Throws a RangeError past the end, and on a number beyond 32 bits. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** In bits. */
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether nothing is left but the zeros that close the last byte. */
  get atEnd(): boolean {
    const left = this.#bytes.length * 8 - this.#at;
    return left < 8 && (left === 0 || (this.#bytes[this.#at >> 3]! & ((1 << left) - 1)) === 0);
  }

  /** At most 24 bits, as a number. */
  bits(count: number): number {
    if (this.#at + count > this.#bytes.length * 8) throw new RangeError('the bits end where more was promised');
    let value = 0;
    let wanted = count;
    while (wanted > 0) {
      const free = 8 - (this.#at & 7);
      const taken = Math.min(free, wanted);
      value = (value << taken) | ((this.#bytes[this.#at >> 3]! >> (free - taken)) & ((1 << taken) - 1));
      this.#at += taken;
      wanted -= taken;
    }
    return value;
  }

  small(order: number): number {
    let digits = order;
    while (this.bits(1) === 0) {
      if (++digits > 32) throw new RangeError('a number of more than 32 bits');
    }
    const rest = digits > 16 ? this.bits(digits - 16) * 2 ** 16 + this.bits(16) : this.bits(digits);
    const value = 2 ** digits + rest - (1 << order);
    if (value >= 2 ** 32) throw new RangeError('a number of more than 32 bits');
    return value;
  }
}
