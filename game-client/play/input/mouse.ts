import type { Point } from '../painter.ts';
import { type Device, IDLE, type Intent } from './intent.ts';

/**
 * The left button steers towards the pointer while it is held, the right one acts. A pen counts as a mouse.
 * `toWorld` turns a point of the window into one of the world.
 */
export function createMouse(
  stage: HTMLElement,
  toWorld: (clientX: number, clientY: number) => Point,
  changed: () => void,
): Device {
  let left = false;
  let right = false;
  let at = { x: 0, y: 0 };

  const take = (event: PointerEvent) => {
    if (event.pointerType === 'touch') return;
    at = { x: event.clientX, y: event.clientY };
    left = (event.buttons & 1) !== 0;
    right = (event.buttons & 2) !== 0;
    changed();
  };
  const onDown = (event: PointerEvent) => {
    if (event.pointerType === 'touch') return;
    // Moves and the release arrive here even when they happen outside; synthetic events have no pointer to capture.
    if (event.isTrusted) stage.setPointerCapture(event.pointerId);
    take(event);
  };
  const onMove = (event: PointerEvent) => {
    if (left || right) take(event);
  };
  const onMenu = (event: Event) => event.preventDefault();
  stage.addEventListener('pointerdown', onDown);
  stage.addEventListener('pointermove', onMove);
  stage.addEventListener('pointerup', take);
  stage.addEventListener('pointercancel', take);
  stage.addEventListener('contextmenu', onMenu);

  return {
    read(): Intent {
      if (!left && !right) return IDLE;
      return { angle: null, towards: left ? toWorld(at.x, at.y) : null, action: right };
    },
    release() {
      left = false;
      right = false;
    },
    destroy() {
      stage.removeEventListener('pointerdown', onDown);
      stage.removeEventListener('pointermove', onMove);
      stage.removeEventListener('pointerup', take);
      stage.removeEventListener('pointercancel', take);
      stage.removeEventListener('contextmenu', onMenu);
    },
  };
}
