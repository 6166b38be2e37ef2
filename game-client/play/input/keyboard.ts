import { type Device, IDLE, type Intent } from './intent.ts';

/** By place on the keyboard, not by letter, so that W A S D is the same cross on every layout. */
const STEER: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  KeyD: [1, 0],
  ArrowLeft: [-1, 0],
  KeyA: [-1, 0],
  ArrowDown: [0, 1],
  KeyS: [0, 1],
  ArrowUp: [0, -1],
  KeyW: [0, -1],
};
const ACTION = new Set(['Space', 'ShiftLeft', 'ShiftRight']);

/** Keys that are typed into a field (the chat, say) are not for the match; nor are those of the browser's own shortcuts. */
export function isTyping(event: Event): boolean {
  const at = event.target;
  return at instanceof HTMLElement && (at.isContentEditable || at.matches('input:not([type=range]), textarea, select'));
}

/** `changed` is called after each key that counts. */
export function createKeyboard(changed: () => void): Device {
  const held = new Set<string>();

  const onDown = (event: KeyboardEvent) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.code in STEER) && !ACTION.has(event.code)) return;
    // A focused button would take the space bar as a click; enter still works it.
    event.preventDefault();
    held.add(event.code);
    changed();
  };
  const onUp = (event: KeyboardEvent) => {
    if (held.delete(event.code)) changed();
  };
  window.addEventListener('keydown', onDown);
  window.addEventListener('keyup', onUp);

  return {
    read(): Intent {
      if (held.size === 0) return IDLE;
      let x = 0;
      let y = 0;
      let action = false;
      for (const code of held) {
        const step = STEER[code];
        x += step?.[0] ?? 0;
        y += step?.[1] ?? 0;
        action ||= ACTION.has(code);
      }
      // Both keys of one direction count once, and opposite ones cancel out.
      return { angle: x || y ? Math.atan2(Math.sign(y), Math.sign(x)) : null, towards: null, action };
    },
    release: () => held.clear(),
    destroy() {
      window.removeEventListener('keydown', onDown);
      window.removeEventListener('keyup', onUp);
    },
  };
}
