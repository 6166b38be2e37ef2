import type { ComponentChildren } from 'preact';
import { useLobby } from '../state/lobby.ts';

interface LinkProps {
  to: string;
  class?: string;
  testId?: string;
  /** What it is called where its content says too little. */
  label?: string;
  /** It leads to what is being shown. */
  current?: boolean;
  children: ComponentChildren;
}

/** A link to another page of ours: it loads nothing, but may be opened in another window like any other. */
export function Link({ to, class: look, testId, label, current, children }: LinkProps) {
  const { router } = useLobby().store;
  return (
    <a
      href={to}
      class={look}
      data-testid={testId}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.go(to);
      }}
    >
      {children}
    </a>
  );
}
