/**
 * How Comet Clash feels, in one place. Names in `_TICKS` are ticks of 1/30 s; `_SPEED` and `_ACCELERATION` are subunits per
 * tick (and per tick again); sizes of things and of the arena are whole pixels, for drawing. Positions in the state are subunits.
 */

/** Subunits to a pixel: what positions and speeds in the state are counted in. */
export const SUBUNIT = 256;
export const TICK_RATE = 30;

/** A speed given in pixels a second, as subunits per tick. */
function speed(pixelsPerSecond: number): number {
  return Math.round((pixelsPerSecond * SUBUNIT) / TICK_RATE);
}

export const ARENA_WIDTH = 1600;
export const ARENA_HEIGHT = 900;
export const COMET_RADIUS = 22;
export const DUST_RADIUS = 9;
export const STAR_RADIUS = 15;
/** How far beyond touching a comet still picks dust up: a near miss that counts feels good, one that does not feels broken. */
export const PICKUP_REACH = 8;

export const CRUISE_SPEED = speed(430);
/** From rest to cruise in about 0.37 s, from cruise to cruise the other way in about 0.65 s. */
export const THRUST_ACCELERATION = 400;
/** Of 1024 parts of the speed, how many a tick takes: half is left after 0.7 s. */
export const DRAG_PER_1024 = 33;
/** What is above cruise (after a dash or a blow) loses this part each tick, 1/n, besides the drag. */
export const OVERSPEED_LOSS = 7;
/** Walls give back this part of the speed across them, n/16. */
export const WALL_BOUNCE_PER_16 = 13;

export const DASH_SPEED = speed(1150);
export const DASH_TICKS = 6;
/** From the start of a dash to the next. */
export const DASH_COOLDOWN_TICKS = 42;
/** The speed that a dash leaves behind when it hits nobody. */
export const DASH_EXIT_SPEED = speed(560);

/** What a rammed comet is thrown back with. */
export const KNOCK_SPEED = speed(900);
/** What is left to the one who rams: enough to follow into the cloud of dust. */
export const RAM_FOLLOW_SPEED = speed(220);
export const STUN_TICKS = 12;
export const SHIELD_TICKS = 30;

/** A rammed comet drops this part of its dust, n/16 rounded up, ... */
export const DROP_PER_16 = 4;
/** ... but at least so much (if it has it), so that even the first ram of a round pays, ... */
export const DROP_LEAST = 3;
/** ... and at most so much. */
export const DROP_MOST = 12;
/** Until thrown dust can be caught, by anyone: longer than the stun, so that its owner has to race for it. */
export const DROP_WAIT_TICKS = 14;
export const DROP_SLOW_SPEED = speed(190);
export const DROP_FAST_SPEED = speed(430);
/** Thrown dust keeps n/16 of its speed each tick. */
export const DROP_KEEP_PER_16 = 15;

/** The dust's slots: one star, then dust that comes back by itself, then a pool for what was thrown. */
export const STAR_SLOT = 0;
export const FIRST_REGULAR_SLOT = 1;
export const FIRST_POOL_SLOT = 36;
export const DUST_SLOTS = 64;

/** How many regular slots are in use: so many, and so many more for each comet. */
export const REGULAR_DUST = 11;
export const REGULAR_DUST_PER_COMET = 3;
export const DUST_RESPAWN_LEAST_TICKS = 140;
export const DUST_RESPAWN_MOST_TICKS = 260;
/** Of 8 new pieces, how many appear beside another one, so that dust lies in clouds worth fighting for. */
export const CLOUD_PER_8 = 5;
/** How far from the other piece, in pixels, along each axis. */
export const CLOUD_SPREAD = 110;
/** Nothing appears nearer to a wall, in pixels. */
export const WALL_MARGIN = 60;
/**
 * The place of new dust is drawn so long before it appears and stands in its slot from then on (value 0, timer counting down),
 * so that it may be shown coming, and so that a client, which has no generator, predicts it right.
 */
export const DUST_NOTICE_TICKS = 30;

export const STAR_VALUE = 5;
export const FIRST_STAR_TICKS = 150;
export const STAR_RESPAWN_TICKS = 300;
/** The star's place shows so long before it can be taken: time to get there, and to fight over it. */
export const STAR_NOTICE_TICKS = 90;
/** How far from the middle the star may appear, in pixels, along each axis. */
export const STAR_SPREAD_X = 260;
export const STAR_SPREAD_Y = 150;

/** Comets start on an ellipse around the middle, with these radii in pixels. */
export const START_RADIUS_X = 560;
export const START_RADIUS_Y = 310;
/** Who comes in late starts at one of so many places along that ellipse (a power of 2). */
export const ENTRANCES = 16;
/** In front of each comet lies a row of dust, so that the first second already pays: pixels from its centre. */
export const START_DUST_AHEAD = [100, 160, 220] as const;
