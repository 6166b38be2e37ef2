import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Refusal } from '../../../../shared/protocol/errors.ts';
import { Icon, type IconName } from '../Icon.tsx';

/** What every field of the form is given. `name` is the one under which the server speaks of it. */
export interface RowProps {
  name: string;
  label: string;
  testId: string;
  icon?: IconName;
  hint?: string;
  /** What the field takes, said when something else was put in. */
  takes?: string;
  /** Only shown: one is not the host, or a match is running. */
  fixed: boolean;
}

/** A change that may be refused: then its message stands at the field, whose value is what it was. */
export interface Change<T> {
  readonly busy: boolean;
  readonly problem: Signal<string | null>;
  /** While a change is on its way, of those that come after it the last one follows. True when it was granted. */
  put(value: T): Promise<boolean>;
}

export function useChange<T>(
  { name, takes }: Pick<RowProps, 'name' | 'takes'>,
  set: (value: T) => Promise<Refusal | null>,
): Change<T> {
  const problem = useSignal<string | null>(null);
  const [busy, setBusy] = useState(false);
  const waiting = useRef<{ value: T } | null>(null);
  const running = useRef<Promise<boolean> | null>(null);
  const work = async () => {
    setBusy(true);
    while (waiting.current) {
      const { value } = waiting.current;
      waiting.current = null;
      const refusal = await set(value);
      problem.value = refusal && messageFor(name, refusal, takes);
    }
    running.current = null;
    setBusy(false);
    return problem.value === null;
  };
  return {
    busy,
    problem,
    put(value) {
      waiting.current = { value };
      running.current ??= work();
      return running.current;
    },
  };
}

/** Of several issues the one about this field; the path may begin with where the field lies. */
function messageFor(name: string, { issues, message }: Refusal, takes?: string): string {
  const mine = issues?.find(({ path }) => path.split('.').includes(name));
  return mine ? (takes ?? mine.message) : message;
}

/** A line of the form: what it is called, its field, and what was wrong with the last change. */
export function Row({
  row,
  problem,
  children,
}: {
  row: RowProps;
  problem: Signal<string | null>;
  children: ComponentChildren;
}) {
  return (
    <div class="setting">
      <span class="setting-label">
        <Icon name={row.icon ?? 'tune'} />
        <span>
          {row.label}
          {row.hint !== undefined && <small>{row.hint}</small>}
        </span>
      </span>
      {children}
      <p class="problem" role="alert" data-testid={`problem-${row.name}`}>
        {problem.value}
      </p>
    </div>
  );
}

export function Shown({ testId, value, children }: { testId: string; value: unknown; children: ComponentChildren }) {
  return (
    <span class="setting-value" data-testid={testId} data-value={String(value)}>
      {children}
    </span>
  );
}
