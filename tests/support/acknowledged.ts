import { expect } from 'vitest';

/**
 * One thing that a server is told to remember, again and again, by one who waits for each answer. What was granted last has to be
 * there, or what was asked since and never answered.
 */
export interface Acknowledged {
  readonly name: string;
  /** Asks for this value; whether it was granted. */
  ask(value: unknown, call: () => Promise<{ ok: boolean }>): Promise<boolean>;
  /** Fails when what is there is nothing that may be; from here on it is what was granted. */
  check(actual: unknown): void;
}

export function createAcknowledged(name: string, first: unknown): Acknowledged {
  let possible: unknown[] = [first];
  return {
    name,
    async ask(value, call) {
      const before = possible;
      possible = [...before, value];
      const answer = await call().catch(() => null);
      if (answer?.ok) possible = [value];
      // Refused is refused; but what nobody answered may have been done.
      else if (answer) possible = before;
      return answer?.ok ?? false;
    },
    check(actual) {
      expect(possible, name).toContainEqual(actual);
      possible = [actual];
    },
  };
}
