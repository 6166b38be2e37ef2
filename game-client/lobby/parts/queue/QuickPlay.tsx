import { useEffect, useRef } from 'preact/hooks';
import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';
import { Icon } from '../Icon.tsx';
import { QueueChips } from './QueueChips.tsx';
import { Waiting } from './Waiting.tsx';

/** The shortest way into a match: one press, and then only waiting, in the place of the button. */
export function QuickPlay() {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const queue = store.queue.value;
  const frame = useRef<HTMLDivElement>(null);
  /** A press takes away what was pressed: the next thing to press then has the focus. */
  const pressed = useRef(false);
  const press = () => {
    pressed.current = true;
  };
  useEffect(() => {
    if (pressed.current) frame.current?.querySelector('button')?.focus({ preventScroll: true });
    pressed.current = false;
  }, [queue === null]);

  return (
    <div ref={frame} class="quick">
      {queue ? (
        <Waiting queue={queue} cancelled={press} />
      ) : (
        <>
          <button
            type="button"
            class="button button-primary button-big quick-go"
            data-testid="quick-match"
            disabled={busy}
            onClick={() => {
              press();
              void run(commands.quickMatch);
            }}
          >
            <Icon name="bolt" />
            <span>
              Quick match<small>with whoever is about</small>
            </span>
          </button>
          <QueueChips />
        </>
      )}
    </div>
  );
}
