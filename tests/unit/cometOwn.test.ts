import { describe, expect, test } from 'vitest';
import { createMover } from '../../game-client/play/comet/motion.ts';
import { createOwnWatcher, isOwnDoing } from '../../game-client/play/comet/ownEvents.ts';
import type { Fields, State } from '../../shared/game/state.ts';
import { type CometState, layout } from '../../shared/games/comet/state.ts';
import { DASH_TICKS, SUBUNIT, TICK_RATE } from '../../shared/games/comet/tuning.ts';

const OWN = 2;
const SLOT = 7;

/** Seat 2 and seat 3 play; dust lies beside seat 2. */
function stateAt(tick: number, change: (state: CometState) => void = () => {}): CometState {
  const state = layout.bind(layout.create());
  state.tick = tick;
  for (const seat of [OWN, OWN + 1]) {
    Object.assign(state.players[seat]!, { active: 1, x: 400 * seat * SUBUNIT, y: 400 * SUBUNIT, thrust: -1, team: -1 });
  }
  Object.assign(state.dust[SLOT]!, { value: 1, x: (400 * OWN + 20) * SUBUNIT, y: 400 * SUBUNIT });
  change(state);
  return state;
}
const dashes =
  (left: number, seat = OWN) =>
  (state: CometState) => {
    state.players[seat]!.dashing = left;
  };
const takes = (state: CometState) => {
  state.dust[SLOT]!.value = 0;
  state.players[OWN]!.score = 1;
};

describe('what the own comet does', () => {
  test('is told in the frame in which it is predicted, though its tick was shown before without it, and once', () => {
    const watcher = createOwnWatcher(OWN);
    expect(watcher.see(stateAt(10))).toEqual([]);
    expect(watcher.see(stateAt(11))).toEqual([]);
    expect(watcher.see(stateAt(11, dashes(DASH_TICKS)))).toEqual([{ kind: 'dash', seat: OWN }]);
    expect(watcher.see(stateAt(11, dashes(DASH_TICKS)))).toEqual([]);
    expect(watcher.see(stateAt(12, dashes(DASH_TICKS - 1)))).toEqual([]);
  });

  test('is not told again when the server has it begin later', () => {
    const watcher = createOwnWatcher(OWN);
    watcher.see(stateAt(10));
    expect(watcher.see(stateAt(11, dashes(DASH_TICKS)))).toHaveLength(1);
    expect(watcher.see(stateAt(12, dashes(DASH_TICKS - 1)))).toEqual([]);
    expect(watcher.see(stateAt(13, dashes(DASH_TICKS)))).toEqual([]);
    watcher.see(stateAt(60));
    watcher.see(stateAt(61));
    expect(watcher.see(stateAt(62, dashes(DASH_TICKS)))).toHaveLength(1);
  });

  test('is neither what others do nor a ram, and no news after a pause', () => {
    const watcher = createOwnWatcher(OWN);
    watcher.see(stateAt(10));
    const stunned = (state: CometState) => {
      state.players[OWN]!.stunned = 12;
      dashes(3, OWN + 1)(state);
    };
    expect(watcher.see(stateAt(11, stunned))).toEqual([]);
    expect(watcher.see(stateAt(50, dashes(3)))).toEqual([]);
    expect(isOwnDoing({ kind: 'dash', seat: OWN }, OWN)).toBe(true);
    expect(isOwnDoing({ kind: 'dash', seat: OWN }, OWN + 1)).toBe(false);
    expect(isOwnDoing({ kind: 'ram', victim: OWN, rammer: null, x: 0, y: 0, lost: 0 }, OWN)).toBe(false);
  });

  test('goes on from the state that a return begins with', () => {
    const watcher = createOwnWatcher(OWN);
    watcher.see(stateAt(40));
    expect(watcher.see(stateAt(41, dashes(DASH_TICKS)))).toHaveLength(1);
    watcher.see(stateAt(30));
    expect(watcher.see(stateAt(31, dashes(DASH_TICKS)))).toHaveLength(1);
  });
});

describe('dust that the own comet took', () => {
  function take() {
    const watcher = createOwnWatcher(OWN);
    watcher.see(stateAt(10));
    const news = watcher.see(stateAt(11, takes));
    expect(news).toMatchObject([{ kind: 'pickup', seat: OWN, slot: SLOT, worth: 1 }]);
    return watcher;
  }

  test('is gone at once, until the others’ time has come there', () => {
    const watcher = take();
    expect([...watcher.taken(stateAt(5))]).toEqual([SLOT]);
    expect([...watcher.taken(stateAt(9))]).toEqual([SLOT]);
    expect([...watcher.taken(stateAt(11, takes))]).toEqual([]);
    expect([...watcher.taken(stateAt(12))], 'a new piece in its slot').toEqual([]);
  });

  test('is there again when the server says that it was not taken', () => {
    const watcher = take();
    watcher.see(stateAt(12));
    expect([...watcher.taken(stateAt(6))]).toEqual([]);
  });
});

describe('a comet on the screen', () => {
  const PERIOD = 1000 / TICK_RATE;
  const FRAME = 10;

  /** Flies to the right with a constant speed (px a tick), and off by so much from some tick on. Its places, frame by frame. */
  function fly(predicted: boolean, off: (tick: number) => number, speed = (_tick: number) => 5) {
    const mover = createMover(TICK_RATE, predicted);
    const at = (tick: number) => {
      let x = 200;
      for (let n = 1; n <= tick; n++) x += speed(n);
      return x;
    };
    const shown: { x: number; exact: number; jumped: boolean }[] = [];
    for (let now = 0; now < 20 * PERIOD; now += FRAME) {
      const tick = Math.floor(now / PERIOD);
      const make = (n: number) =>
        stateAt(n, ({ players }) => {
          players[OWN]!.x = Math.round((at(n) + off(tick)) * SUBUNIT);
          players[OWN]!.vx = speed(n) * SUBUNIT;
        }) as unknown as State<Fields>;
      const fraction = now / PERIOD - tick;
      mover.update({ before: make(tick), after: make(tick + 1), fraction }, OWN, FRAME);
      const exact = at(tick) + (at(tick + 1) - at(tick)) * fraction + off(tick);
      shown.push({ x: mover.place.x, exact, jumped: mover.place.jumped });
    }
    return shown;
  }
  const errors = (shown: ReturnType<typeof fly>) => shown.map(({ x, exact }) => Math.abs(x - exact));

  test('is where its states say, turns and dashes too', () => {
    const turns = (tick: number) => (tick < 6 ? 12 : tick < 12 ? -14 : 38);
    for (const predicted of [true, false]) {
      expect(Math.max(...errors(fly(predicted, () => 0, turns)))).toBeLessThan(0.01);
    }
  });

  test('slides to where a correction puts it, within a tenth of a second', () => {
    const shown = fly(true, (tick) => (tick < 8 ? 0 : 30));
    const first = Math.ceil((8 * PERIOD) / FRAME);
    expect(shown[first]!.exact - shown[first - 1]!.exact).toBeGreaterThan(30);
    expect(shown[first]!.x - shown[first - 1]!.x).toBeLessThan(10);
    expect(errors(shown)[first + 10]).toBeLessThan(3);
    expect(shown.slice(1).some(({ jumped }) => jumped)).toBe(false);
  });

  test('that was told is not smoothed: what is told is not corrected', () => {
    expect(Math.max(...errors(fly(false, (tick) => (tick < 8 ? 0 : 30))))).toBeLessThan(0.01);
  });

  test('is somewhere else at once where that is too far to fly', () => {
    const shown = fly(true, (tick) => (tick < 8 ? 0 : 500));
    expect(shown.flatMap(({ jumped }, i) => (jumped ? [i] : []))).toEqual([0, Math.ceil((8 * PERIOD) / FRAME)]);
    expect(Math.max(...errors(shown))).toBeLessThan(0.01);
  });
});
