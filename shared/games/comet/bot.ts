import { directionOf, lengthOf } from '../../core/fixed.ts';
import type { BotLevel } from '../../game/contract.ts';
import type { CometInput, CometSettings, CometState } from './state.ts';
import { bestDust, bestVictim, type Judgement, restingX, restingY, ticksToRam } from './targets.ts';
import { areMates } from './teams.ts';
import { ARENA_HEIGHT, ARENA_WIDTH, COMET_RADIUS, DASH_SPEED, SUBUNIT } from './tuning.ts';

interface Skill extends Judgement {
  /** Decides once in so many ticks, and keeps to its wish in between: how slow it reacts. */
  readonly every: number;
  /** Aims off by up to this, in directions (256 to a turn) to either side. */
  readonly error: number;
  /** Of 16 chances to ram, how many it takes. */
  readonly ramsPer16: number;
  /** From how far it rams, in subunits, and how much the victim must drop at least. */
  readonly ramReach: number;
  readonly ramLeast: number;
  /** Dashes over ways longer than this, in subunits, when there is nobody to ram. */
  readonly sprint: number;
  /** Whether it gets out of the way of a dash. */
  readonly evades: boolean;
}

const FAR = 4000 * SUBUNIT;

const SKILLS: { readonly [level in BotLevel]: Skill } = {
  easy: {
    every: 12,
    error: 22,
    lead: 2,
    shrewd: false,
    ramsPer16: 1,
    ramReach: 160 * SUBUNIT,
    ramLeast: 2,
    sprint: FAR,
    evades: false,
  },
  normal: {
    every: 6,
    error: 9,
    lead: 8,
    shrewd: false,
    ramsPer16: 2,
    ramReach: 200 * SUBUNIT,
    ramLeast: 3,
    sprint: FAR,
    evades: false,
  },
  hard: {
    every: 5,
    error: 5,
    lead: 9,
    shrewd: true,
    ramsPer16: 4,
    ramReach: 230 * SUBUNIT,
    ramLeast: 4,
    sprint: 480 * SUBUNIT,
    evades: true,
  },
};

/**
 * What a bot wishes for, from what its seat sees now; it remembers nothing. It reads nothing that a player could not see:
 * neither what others wish for, nor when their dash comes back, nor where dust will come that is not announced on the screen.
 */
export function chooseInput(
  seen: CometState,
  seat: number,
  level: BotLevel,
  _settings: CometSettings,
): CometInput | null {
  const skill = SKILLS[level];
  // Bots of one level do not all decide in the same tick.
  if ((seen.tick + seat * 5) % skill.every !== 0) return null;
  const me = seen.players[seat]!;
  const noise = noiseOf(seen.tick, seat, me.x);
  const off = (noise % (2 * skill.error + 1)) - skill.error;

  if (skill.evades) {
    const away = wayOut(seen, seat);
    if (away >= 0) return { thrust: away, dash: false };
  }
  if (me.cooldown === 0 && me.stunned === 0 && (noise >>> 8) % 16 < skill.ramsPer16) {
    const victim = bestVictim(seen, seat, skill.ramReach, skill.ramLeast, skill.shrewd);
    if (victim >= 0) {
      const rival = seen.players[victim]!;
      const ticks = skill.shrewd ? ticksToRam(me, rival, true) : 0;
      const aim = directionOf(rival.x + rival.vx * ticks - me.x, rival.y + rival.vy * ticks - me.y);
      return { thrust: (aim + off) & 255, dash: true };
    }
  }
  return collect(seen, seat, skill, off);
}

/** Towards the best dust, against its own drift; with nothing to collect, towards the middle. */
function collect(seen: CometState, seat: number, skill: Skill, off: number): CometInput {
  const me = seen.players[seat]!;
  const slot = bestDust(seen, seat, skill);
  let x = (ARENA_WIDTH / 2) * SUBUNIT;
  let y = (ARENA_HEIGHT / 2) * SUBUNIT;
  if (slot >= 0) {
    const piece = seen.dust[slot]!;
    x = skill.shrewd ? restingX(piece) : piece.x;
    y = skill.shrewd ? restingY(piece) : piece.y;
  }
  const dx = x - me.x;
  const dy = y - me.y;
  if (slot >= 0 && me.cooldown === 0 && lengthOf(dx, dy) > skill.sprint) {
    return { thrust: directionOf(dx, dy), dash: true };
  }
  return { thrust: (directionOf(dx - me.vx * skill.lead, dy - me.vy * skill.lead) + off) & 255, dash: false };
}

/** Straight off the line of a dash that would hit this comet, as a direction; -1: none comes. */
function wayOut(seen: CometState, seat: number): number {
  const me = seen.players[seat]!;
  if (me.shield > 0) return -1;
  for (let other = 0; other < seen.players.length; other++) {
    const rival = seen.players[other]!;
    if (other === seat || rival.active === 0 || rival.dashing === 0 || areMates(me, rival)) continue;
    const dx = me.x - rival.x;
    const dy = me.y - rival.y;
    // Along and across the dash, in subunits.
    const ahead = Math.trunc((dx * rival.vx + dy * rival.vy) / DASH_SPEED);
    const aside = Math.trunc((dy * rival.vx - dx * rival.vy) / DASH_SPEED);
    const room = 2.5 * COMET_RADIUS * SUBUNIT;
    if (ahead < 0 || ahead > (rival.dashing + 1) * DASH_SPEED || aside > room || aside < -room) continue;
    const right = directionOf(-rival.vy, rival.vx);
    return aside >= 0 ? right : (right + 128) & 255;
  }
  return -1;
}

/** 32 bits that look random and come from the tick, the seat and where it is: two matches do not get the same blunders. */
function noiseOf(tick: number, seat: number, x0: number): number {
  let x = Math.imul(tick + 1, 0x9e3779b1) ^ Math.imul(seat + 1, 0x85ebca6b) ^ Math.imul(x0, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return (x ^ (x >>> 15)) >>> 0;
}
