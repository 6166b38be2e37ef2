import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';

const WIDTH = 252;
const GAP = 6;

/** A button and the menu that it opens: closed by Escape and by a press elsewhere, walked through by the arrow keys. */
export function Menu({ label, testId, children }: { label: string; testId: string; children: ComponentChildren }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    if (open) itemsOf(list.current!)[0]?.focus();
  }, [open]);
  const place = () => {
    const { style } = list.current!;
    const { left, right, top, bottom } = button.current!.getBoundingClientRect();
    const above = bottom > innerHeight * 0.6;
    style.left = `${Math.max(GAP, Math.min(left, right - WIDTH, innerWidth - WIDTH - GAP))}px`;
    style.top = above ? 'auto' : `${bottom + GAP}px`;
    style.bottom = above ? `${innerHeight - top + GAP}px` : 'auto';
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="menu-button"
        popovertarget={id}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={label}
        data-testid={testId}
      >
        <Icon name="more" />
      </button>
      <div
        ref={list}
        id={id}
        class="menu"
        popover="auto"
        role="menu"
        aria-label={label}
        style={{ width: `${WIDTH}px` }}
        onBeforeToggle={(event) => {
          if (event.newState !== 'open') return;
          place();
          setOpen(true);
        }}
        // Not before it has closed: the focus goes back to the button only from what is still there.
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={(event) => walk(event, list.current!)}
      >
        {open && children}
      </div>
    </>
  );
}

interface ItemProps {
  icon: Parameters<typeof Icon>[0]['name'];
  testId: string;
  danger?: boolean;
  /** Asks once more: what the second press is called. */
  sure?: string;
  act(): unknown;
  children: ComponentChildren;
}

export function MenuItem({ icon, testId, danger = false, sure, act, children }: ItemProps) {
  const [asked, setAsked] = useState(false);
  const asks = sure !== undefined && !asked;
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={`menu-item${danger ? ' menu-danger' : ''}${asked ? ' menu-sure' : ''}`}
      data-testid={asked ? `${testId}-sure` : testId}
      onClick={(event) => {
        if (asks) return setAsked(true);
        event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
        act();
      }}
    >
      <Icon name={icon} />
      <span>{asked ? sure : children}</span>
    </button>
  );
}

const itemsOf = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('[role=menuitem]')];

function walk(event: KeyboardEvent, list: HTMLElement): void {
  const items = itemsOf(list);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  const next = to[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}
