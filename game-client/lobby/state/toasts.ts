import { type ReadonlySignal, signal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

export interface Toasts {
  readonly list: ReadonlySignal<readonly Toast[]>;
  /** Its id, for what dismisses it sooner than time does. */
  say(text: string, tone?: Toast['tone']): number;
  dismiss(id: number): void;
}

const SHOWN_MS = 5000;
const AT_ONCE = 4;

/** Short news at the screen's edge. The same text said again while it stands starts its time anew instead of piling up. */
export function createToasts(): Toasts {
  const list = signal<readonly Toast[]>([]);
  let last = 0;
  const dismiss = (id: number) => {
    list.value = list.value.filter((toast) => toast.id !== id);
  };
  return {
    list,
    dismiss,
    say(text, tone = 'bad') {
      const id = ++last;
      const others = list.value.filter((toast) => toast.text !== text);
      list.value = [...others.slice(1 - AT_ONCE), { id, tone, text }];
      setTimeout(() => dismiss(id), SHOWN_MS);
      return id;
    },
  };
}
