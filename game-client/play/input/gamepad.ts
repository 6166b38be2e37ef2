import { type Device, IDLE, type Intent } from './intent.ts';

const DEAD_ZONE = 0.3;
const [UP, DOWN, LEFT, RIGHT] = [12, 13, 14, 15];
/** The four face buttons and the triggers. */
const ACTION = [0, 1, 2, 3, 6, 7];

/** The first gamepad of standard mapping that is plugged in. Browsers give no events for sticks: it is read each frame. */
export function createGamepad(): Device {
  return {
    read(): Intent {
      const pad = navigator.getGamepads?.().find((one) => one?.connected && one.mapping === 'standard');
      if (!pad) return IDLE;
      const down = (button: number) => (pad.buttons[button]?.pressed ? 1 : 0);
      let x = down(RIGHT) - down(LEFT);
      let y = down(DOWN) - down(UP);
      const [stickX = 0, stickY = 0] = pad.axes;
      if (!x && !y && Math.hypot(stickX, stickY) > DEAD_ZONE) {
        x = stickX;
        y = stickY;
      }
      return { angle: x || y ? Math.atan2(y, x) : null, towards: null, action: ACTION.some(down) };
    },
    release: () => undefined,
    destroy: () => undefined,
  };
}
