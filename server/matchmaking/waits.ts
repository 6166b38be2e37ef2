/** How long those who were matched lately had waited, by queue; and so how long others will. Milliseconds. */
export interface Waits {
  matched(queue: string, waited: number): void;
  /**
   * How much longer it took for those who had waited this long: half of them took from `from` to `to`, and half less than `middle`. Null where too
   * few did to say.
   */
  remaining(
    queue: string,
    waited: number,
  ): { readonly from: number; readonly middle: number; readonly to: number } | null;
  /** Null before the first. */
  summary(queue: string): { readonly p50: number; readonly p95: number } | null;
}

const KEPT = 200;
const LEAST = 8;

export function createWaits(): Waits {
  const byQueue = new Map<string, number[]>();
  const sorted = (waits: readonly number[]) => [...waits].sort((a, b) => a - b);
  const part = (all: readonly number[], share: number) =>
    all[Math.min(all.length - 1, Math.floor(share * all.length))]!;
  return {
    matched(queue, waited) {
      const waits = byQueue.get(queue) ?? [];
      waits.push(waited);
      if (waits.length > KEPT) waits.shift();
      byQueue.set(queue, waits);
    },
    remaining(queue, waited) {
      const longer = sorted((byQueue.get(queue) ?? []).filter((wait) => wait > waited));
      if (longer.length < LEAST) return null;
      const left = (share: number) => Math.round(part(longer, share) - waited);
      return { from: left(0.25), middle: left(0.5), to: left(0.75) };
    },
    summary(queue) {
      const waits = sorted(byQueue.get(queue) ?? []);
      return waits.length === 0 ? null : { p50: Math.round(part(waits, 0.5)), p95: Math.round(part(waits, 0.95)) };
    },
  };
}
