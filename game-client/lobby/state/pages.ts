import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Result } from '../../../shared/core/result.ts';
import type { Refusal } from '../../../shared/protocol/errors.ts';

/** A list that the server gives out page by page. */
export interface Pages<Item> {
  /** What has come so far; null before the first page. */
  readonly items: ReadonlySignal<readonly Item[] | null>;
  /** Whether there is a page after these. */
  readonly more: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  /** Why the last call was refused; null after one that was granted. */
  readonly refusal: ReadonlySignal<Refusal | null>;
  /** Fetches the first page, or the next one; the same once more after a refusal. */
  next(): Promise<void>;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** `keyOf`: what comes twice is shown once, since lists change between two calls. */
export function createPages<Item>(
  ask: (cursor?: string) => Promise<Result<Page<Item>, Refusal>>,
  keyOf: (item: Item) => string,
): Pages<Item> {
  const items = signal<readonly Item[] | null>(null);
  const more = signal(false);
  const busy = signal(false);
  const refusal = signal<Refusal | null>(null);
  let cursor: string | undefined;

  return {
    items,
    more,
    busy,
    refusal,
    async next() {
      if (busy.value || (items.value && !more.value)) return;
      busy.value = true;
      const answer = await ask(cursor);
      batch(() => {
        busy.value = false;
        refusal.value = answer.ok ? null : answer.error;
        if (!answer.ok) return;
        const there = new Set(items.value?.map(keyOf));
        items.value = [...(items.value ?? []), ...answer.value.items.filter((item) => !there.has(keyOf(item)))];
        cursor = answer.value.nextCursor ?? undefined;
        more.value = cursor !== undefined;
      });
    },
  };
}
