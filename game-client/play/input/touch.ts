import { type Device, IDLE, type Intent } from './intent.ts';

/** Pixels that a finger may rest off the middle before it steers, and how far the knob follows it. */
const DEAD_ZONE = 9;
const REACH = 56;

/** The first finger is a joystick that appears under it; a second one anywhere, or the button, acts while it is down. */
export function createTouch(stage: HTMLElement, action: string, changed: () => void): Device {
  const stick = document.createElement('div');
  stick.className = 'stick';
  stick.hidden = true;
  const knob = document.createElement('div');
  knob.className = 'stick-knob';
  stick.append(knob);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'act';
  button.textContent = action;
  button.dataset.testid = 'action';
  button.tabIndex = -1;
  // Shown from the first touch on, or at once where the finger is the main pointer.
  button.hidden = !matchMedia('(pointer: coarse)').matches;
  stage.append(stick, button);

  let steering: number | null = null;
  let middle = { x: 0, y: 0 };
  let angle: number | null = null;
  const acting = new Set<number>();

  const place = () => {
    const box = stage.getBoundingClientRect();
    stick.style.transform = `translate(${middle.x - box.left}px, ${middle.y - box.top}px)`;
  };
  const letGo = () => {
    steering = null;
    angle = null;
    stick.hidden = true;
  };

  const onDown = (event: PointerEvent) => {
    if (event.pointerType !== 'touch') return;
    button.hidden = false;
    if (event.target === button || steering !== null) acting.add(event.pointerId);
    else {
      steering = event.pointerId;
      middle = { x: event.clientX, y: event.clientY };
      knob.style.transform = '';
      place();
      stick.hidden = false;
    }
    changed();
  };
  const onMove = (event: PointerEvent) => {
    if (event.pointerId !== steering) return;
    const x = event.clientX - middle.x;
    const y = event.clientY - middle.y;
    const far = Math.hypot(x, y);
    angle = far > DEAD_ZONE ? Math.atan2(y, x) : null;
    const shown = Math.min(1, REACH / (far || 1));
    knob.style.transform = `translate(${x * shown}px, ${y * shown}px)`;
    // The stick follows a finger that runs away, so that turning back is always a short way.
    if (far > REACH * 1.6) {
      const pull = 1 - (REACH * 1.6) / far;
      middle = { x: middle.x + x * pull, y: middle.y + y * pull };
      place();
    }
    changed();
  };
  const onUp = (event: PointerEvent) => {
    if (event.pointerId === steering) letGo();
    else if (!acting.delete(event.pointerId)) return;
    changed();
  };
  stage.addEventListener('pointerdown', onDown);
  stage.addEventListener('pointermove', onMove);
  stage.addEventListener('pointerup', onUp);
  stage.addEventListener('pointercancel', onUp);

  return {
    read: (): Intent =>
      steering === null && acting.size === 0 ? IDLE : { angle, towards: null, action: acting.size > 0 },
    release() {
      letGo();
      acting.clear();
    },
    destroy() {
      stage.removeEventListener('pointerdown', onDown);
      stage.removeEventListener('pointermove', onMove);
      stage.removeEventListener('pointerup', onUp);
      stage.removeEventListener('pointercancel', onUp);
      stick.remove();
      button.remove();
    },
  };
}
