/**
 * Frames of a client in one buffer that each write goes over again. A client has to mask what it sends; with a key of zeros the
 * masked bytes are the bytes themselves.
 */
const HEADER = 6;
const SHORT = 126;
const FINAL = 0x80;
const MASKED = 0x80;
const TEXT = 1;
const BINARY = 2;

const shared = Buffer.alloc(HEADER + SHORT);

/** A binary frame around what `write` puts into the bytes, of which it returns the number. At most 125. */
export function binaryFrame(write: (payload: Uint8Array) => number): Uint8Array {
  return closed(BINARY, write(payloadOf));
}
const payloadOf = shared.subarray(HEADER);

export function textFrame(text: string): Uint8Array {
  if (Buffer.byteLength(text) < SHORT) return closed(TEXT, shared.write(text, HEADER));
  const payload = Buffer.from(text);
  const head = Buffer.from([FINAL | TEXT, MASKED | SHORT, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

function closed(opcode: number, length: number): Uint8Array {
  shared[0] = FINAL | opcode;
  shared[1] = MASKED | length;
  return shared.subarray(0, HEADER + length);
}
