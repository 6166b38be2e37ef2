/**
 * A growing buffer of bytes and a cursor over one. Numbers are varints (LEB128: seven bits a byte, low first, the high bit
 * says that more follow); signed ones are zigzagged first (0, -1, 1, -2 ... become 0, 1, 2, 3 ...), so that small stays short.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Starts anew and keeps the memory. */
  clear(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = value;
  }

  /** An integer from 0 to 2^32 - 1, in one to five bytes. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** An integer from -2^31 to 2^31 - 1. */
  signed(value: number): void {
    this.unsigned((value << 1) ^ (value >> 31));
  }

  /** What was written, as a view that the next write may change. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what `ByteWriter` wrote. Throws a RangeError past the end, and on a number that is longer than five bytes. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** What is left as one number, for a table of what short messages mean; null where that is more than six bytes. */
  key(): number | null {
    const left = this.#bytes.length - this.#at;
    if (left > 6) return null;
    let key = 1;
    for (let i = this.#at; i < this.#bytes.length; i++) key = key * 256 + this.#bytes[i]!;
    return key;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError(`bytes end at ${this.#at}, where more was promised`);
    this.#at++;
    return value;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const part = this.byte();
      value |= (part & 127) << shift;
      if (part < 128) return value >>> 0;
    }
    throw new RangeError(`a number before byte ${this.#at} is longer than five bytes`);
  }

  signed(): number {
    const value = this.unsigned();
    return (value >>> 1) ^ -(value & 1);
  }
}
