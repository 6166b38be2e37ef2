import { defineGame } from '../../game/contract.ts';
import { chooseMove } from './bot.ts';
import { hide, outcome, setup, step, wake } from './rules.ts';
import { input, layout, SEATS, settings, TICK_RATE } from './state.ts';
import { packInput, unpackInput } from './wire.ts';

/** Liar's Dice: bid on what lies under all cups, or call the last bid a lie; the last one with dice wins. */
export const liarsDice = defineGame({
  id: 'liars-dice',
  title: "Liar's Dice",
  about:
    'All roll in secret. In turn, bid how many dice on the whole table show a face, higher each time, or call the last bid a lie. Then all dice lie open, and whoever was wrong loses one. The last with dice wins.',
  version: 1,
  tickRate: TICK_RATE,
  minPlayers: 2,
  maxPlayers: SEATS,
  settings,
  input,
  packInput,
  unpackInput,
  layout,
  idle: null,
  quick: [{ title: 'Everyone for themselves', players: SEATS, fill: 4 }],
  setup,
  step,
  wake,
  hide,
  outcome,
  bot: chooseMove,
});
