import type { AnyGame } from './contract.ts';
import { MOST_DUE } from './match.ts';
import type { Fields, Layout, State } from './state.ts';

/**
 * The states that are to come, as far as one seat can know them: the last one that the server told, and on from there by the
 * game's own rules with this seat's inputs that the server has not applied yet. The others are taken to wish nothing new.
 * Each state that the server tells is folded on from anew, so that a wrong guess lives no longer than the way of an answer.
 */
export interface Prediction {
  /** An own input on its way to the server, meant for the step that makes `tick`. They come in the order of `seq`. */
  wish(seq: number, tick: number, input: unknown): void;
  /**
   * What the server has made of a tick, and the last own `seq` in it. Whether it is what had been predicted for this seat;
   * null when nothing had been.
   */
  confirm(cells: Int32Array, ack: number): boolean | null;
  /**
   * The state of a tick, as far as it lies between the one that was told and one second later. It stays as it is until the next
   * `wish` or `confirm`.
   */
  at(tick: number): State<Fields>;
  /** Forgets the wishes: the connection that they went by is lost. */
  forget(): void;
  /** The game threw, over a state that only a client has: nothing is predicted any more. */
  readonly failed: boolean;
}

/** Predicts at most one second, and not beyond the end. `cells` as `confirm` takes them; they are copied. */
export function createPrediction(game: AnyGame, settings: unknown, seat: number, cells: Int32Array): Prediction {
  const horizon = Math.ceil(game.tickRate);
  const ring = Array.from({ length: horizon + 1 }, () => game.layout.bind(game.layout.create()) as State<Fields>);
  const own = seatCells(game.layout, game.maxPlayers, seat);
  const inputs = new Array<unknown>(game.maxPlayers).fill(null);
  const wishes: { seq: number; tick: number; input: unknown }[] = [];
  const slot = (tick: number) => ring[tick % ring.length]!;
  let told = cells[0]!;
  /** How far the fold has come, and how many of the wishes it has used. */
  let reached = told;
  let used = 0;
  let failed = false;
  slot(told).cells.set(cells);

  /** As the server's inbox does it: one a tick, and what is late as soon as it can. */
  function due(tick: number): unknown {
    let count = 0;
    while (used + count < wishes.length && wishes[used + count]!.tick <= tick) count++;
    if (count === 0) return null;
    used += Math.max(0, count - MOST_DUE);
    return wishes[used++]!.input;
  }

  function fold(): boolean {
    const from = slot(reached);
    if (game.outcome(from, settings) !== null) return false;
    const to = slot(reached + 1);
    to.cells.set(from.cells);
    to.tick = reached + 1;
    inputs[seat] = due(to.tick);
    game.step(to, inputs, settings);
    reached++;
    return true;
  }

  function begin(): void {
    reached = told;
    used = 0;
  }

  return {
    wish(seq, tick, input) {
      wishes.push({ seq, tick, input });
      if (wishes.length > horizon) wishes.shift();
      begin();
    },
    confirm(cells, ack) {
      const tick = cells[0]!;
      const guess = !failed && tick > told && tick <= reached ? slot(tick).cells : null;
      const held = guess && own.every((cell) => guess[cell] === cells[cell]);
      while (wishes.length > 0 && wishes[0]!.seq <= ack) wishes.shift();
      told = tick;
      slot(tick).cells.set(cells);
      begin();
      return held;
    },
    at(tick) {
      const goal = Math.min(tick, told + horizon);
      try {
        while (!failed && reached < goal && fold());
      } catch {
        failed = true;
        reached = told;
      }
      return slot(Math.max(told, Math.min(goal, reached)));
    },
    forget() {
      wishes.length = 0;
      begin();
    },
    get failed() {
      return failed;
    },
  };
}

/** The cells that are one seat's own: its part of all arrays that have as many items as there are seats. */
export function seatCells({ columns }: Pick<Layout<Fields>, 'columns'>, seats: number, seat: number): number[] {
  return columns.filter(({ length }) => length === seats).map(({ at }) => at + seat);
}
