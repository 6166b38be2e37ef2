/** Throws (a SyntaxError or a DOMException) on what is no base64. */
export function fromBase64(text: string): Uint8Array {
  const native = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array };
  if (native.fromBase64) return native.fromBase64(text);
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
