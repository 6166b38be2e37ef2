import { countFitting } from '../../../shared/games/liars-dice/bids.ts';
import { fitting, handOf } from '../../../shared/games/liars-dice/hands.ts';
import { BIDDING, type DiceState, OVER, REVEAL } from '../../../shared/games/liars-dice/state.ts';
import type { Easel, Painter } from '../painter.ts';
import { createSky } from '../sky/sky.ts';
import type { Speech } from './bubble.ts';
import { createCentre } from './centre.ts';
import { createCues } from './cues.ts';
import { createEffects } from './effects.ts';
import { noticeOf } from './notice.ts';
import { createPlace, type Place } from './place.ts';
import { momentOf } from './reveal.ts';
import { type Seating, seatingFor } from './seating.ts';
import { drawSheet } from './sheet.ts';
import { createDiceSounds } from './sounds.ts';
import { createTable } from './table.ts';
import { asDice, nameOf, settingsOf, winnerOf } from './view.ts';

/** Draws Liar's Dice. All that is seen follows from the newest state and the server's present. */
export function createPainter({ scene, source, sound, calm }: Easel): Painter {
  const own = source.seat;
  const settings = settingsOf(source);
  const { wilds } = settings;
  drawSheet(scene.textures, asDice(source.newest).players.length);
  let seating: Seating = seatingFor(2);
  const sky = createSky(scene, seating.table);
  const table = createTable(scene);
  const centre = createCentre(scene, wilds, calm);
  const effects = createEffects(scene, calm);
  const sounds = createDiceSounds(sound);
  const places = new Map<number, Place>();
  const cue = createCues({ own, places, effects, sounds });
  let sitting = '';
  let resumes = source.resumes;

  /** Everyone who plays, clockwise from the own seat or, for one who watches, from the first. */
  const seatAll = (state: DiceState) => {
    const seats = state.players.flatMap(({ active }, seat) => (active ? [seat] : []));
    const print = `${seating.world.width}:${seats.join()}`;
    if (print === sitting) return;
    sitting = print;
    const first = Math.max(0, seats.indexOf(own ?? -1));
    const others = seating.others[seats.length - 1]!;
    for (const [i, seat] of [...seats.slice(first), ...seats.slice(0, first)].entries()) {
      const place = places.get(seat) ?? createPlace(scene, seat, { own: seat === own, wilds, calm });
      places.set(seat, place);
      place.put(i === 0 ? seating.near : others[i - 1]!, seating.size);
    }
    for (const [seat, place] of places) if (!seats.includes(seat)) place.hide();
  };

  const arrange = (aspect: number) => {
    seating = seatingFor(aspect);
    table.lay(seating);
    centre.put(seating);
    seatAll(asDice(source.newest));
  };
  arrange(2);

  return {
    get world() {
      return seating.world;
    },
    // The whole table is in view, however small.
    focus: () => null,
    arrange,
    update(now, dt) {
      const state = asDice(source.newest);
      const present = Math.max(state.tick, source.present(now));
      seatAll(state);
      const open = state.phase !== BIDDING;
      const found = open ? countFitting(state, settings) : 0;
      const length = (state.turnEnds - state.turnFrom) / source.tickRate;
      const since = (present - state.turnFrom) / source.tickRate;
      const telling = { players: Math.max(1, places.size), found, length, calm };
      const moment = open ? momentOf(state.phase === OVER ? Infinity : since, telling) : null;
      const left = Math.max(0, length - since);
      // Who comes back to a running match is told what is new; who goes about in a replay is not.
      cue(state, moment, Math.ceil(left), source.replay === true && resumes !== source.resumes);
      resumes = source.resumes;

      const winner = winnerOf(state);

      let before = 0;
      let nth = 0;
      for (const [seat, player] of state.players.entries()) {
        const place = places.get(seat);
        if (!place || !player.active) continue;
        const faces = handOf(player);
        const counted = moment
          ? faces.map((face) => fitting([face], state.bidFace, wilds) > 0 && before++ < moment.counted)
          : null;
        const pays = moment?.lost === true && state.phase === REVEAL && seat === state.loser;
        place.update(
          {
            name: nameOf(source, seat),
            dice: player.dice - (pays ? 1 : 0),
            most: settings.dice,
            faces,
            seen: source.replay === true,
            lifted: moment?.lifted(faces.length > 0 ? nth++ : 0) ?? false,
            counted,
            speech: speechOf(state, seat),
            turn: state.phase === BIDDING && state.turn === seat ? { part: left / length, seconds: left } : null,
            won: seat === winner,
          },
          now,
          dt,
        );
        if (seat === winner) effects.cheer(place.at.x, place.at.y, dt);
      }
      centre.update(
        noticeOf(state, moment, (seat) => (seat === own ? 'You' : nameOf(source, seat))),
        dt,
      );
      effects.update(dt);
      sky.update(now);
    },
    spare() {
      sky.spare();
      effects.spare();
    },
    // What was added belongs to the scene, which goes with the game.
    destroy: () => undefined,
  };
}

function speechOf(state: DiceState, seat: number): Speech | null {
  if (state.phase === OVER) return null;
  if (state.phase === REVEAL && state.caller === seat) return { kind: 'call' };
  const { bidCount, bidFace } = state.players[seat]!;
  const stands = state.bidSeat === seat;
  // While dice lie open only the bid counts that they are counted for.
  if (bidCount === 0 || (state.phase === REVEAL && !stands)) return null;
  return { kind: 'bid', count: bidCount, face: bidFace, stands };
}
