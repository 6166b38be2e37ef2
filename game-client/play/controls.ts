import type { MatchSource } from '../net/matchSource.ts';
import type { Steering } from './face.ts';
import { createGamepad } from './input/gamepad.ts';
import { IDLE, mergeIntents } from './input/intent.ts';
import { createKeyboard } from './input/keyboard.ts';
import { createMouse } from './input/mouse.ts';
import { createTouch } from './input/touch.ts';
import type { Point } from './painter.ts';

export interface Controls {
  /** Sends what changed, if it is time. Call it once a frame: a turning pointer and gamepads give no events. */
  pump(now: number): void;
  destroy(): void;
}

/** Every device of the stage, merged, as inputs of the game. */
export function createControls(
  stage: HTMLElement,
  source: MatchSource,
  steer: Steering,
  toWorld: (clientX: number, clientY: number) => Point,
  own: () => Point | null,
): Controls {
  let sent = steer.toInput(IDLE, null);
  let resumes = source.resumes;
  let sentAt = Number.NEGATIVE_INFINITY;
  // The server takes one input a tick: more would only wait for each other.
  const minGap = 1000 / source.tickRate;
  // A tap on the button may be over before the next input may go: it is kept until it was sent once.
  let tapped = false;
  let stopped = false;

  const pump = (now: number) => {
    if (stopped) return;
    if (resumes !== source.resumes) {
      resumes = source.resumes;
      sent = steer.toInput(IDLE, null);
    }
    const merged = mergeIntents(devices.map((device) => device.read()));
    tapped ||= merged.action;
    if (now - sentAt < minGap) return;
    const next = steer.toInput({ ...merged, action: tapped }, own());
    tapped = false;
    if (steer.sameInput(sent, next)) return;
    sent = next;
    sentAt = now;
    source.send(next);
  };
  const changed = () => pump(performance.now());
  const devices = [
    createKeyboard(changed),
    createTouch(stage, steer.action, changed),
    createMouse(stage, toWorld, changed),
    createGamepad(),
  ];

  /** Nobody sees the match, or another window has the keys: what is held would stay held. */
  const letGo = () => {
    for (const device of devices) device.release();
    tapped = false;
    const idle = steer.toInput(IDLE, null);
    if (steer.sameInput(sent, idle)) return;
    sent = idle;
    sentAt = performance.now();
    source.send(idle);
  };
  const onVisibility = () => {
    if (document.hidden) letGo();
  };
  window.addEventListener('blur', letGo);
  document.addEventListener('visibilitychange', onVisibility);

  return {
    pump,
    destroy() {
      letGo();
      stopped = true;
      window.removeEventListener('blur', letGo);
      document.removeEventListener('visibilitychange', onVisibility);
      for (const device of devices) device.destroy();
    },
  };
}
