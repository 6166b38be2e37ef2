import { defineGame } from '../../game/contract.ts';
import { chooseInput } from './bot.ts';
import { enter, setup } from './entrance.ts';
import { outcome, step } from './rules.ts';
import { input, layout, settings } from './state.ts';
import { TICK_RATE } from './tuning.ts';
import { packInput, unpackInput } from './wire.ts';

/** Comet Clash: gather star dust, ram others with a dash so that they drop theirs; most dust after the round wins. */
export const comet = defineGame({
  id: 'comet',
  title: 'Comet Clash',
  about: 'Gather star dust. Dash into others, and they drop some of theirs. Who has most when time is up wins.',
  version: 3,
  tickRate: TICK_RATE,
  minPlayers: 2,
  maxPlayers: 8,
  settings,
  input,
  packInput,
  unpackInput,
  layout,
  idle: { thrust: null, dash: false },
  teams: (settings) => (settings.teams === 'two' ? 2 : 0),
  quick: [
    { title: 'Everyone for themselves', players: 8, fill: 4 },
    { name: 'teams', title: 'Two teams', settings: { teams: 'two' }, players: 8, fill: 4 },
  ],
  setup,
  enter,
  step,
  outcome,
  bot: chooseInput,
});
