/** Where things are on the table, in units of its world. There are two tables: for screens that are wide, and for tall ones. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Which way its speech bubble goes: towards the middle of the table. */
  readonly speaks: 'left' | 'right';
}

export interface Seating {
  readonly world: { readonly width: number; readonly height: number };
  readonly table: { readonly x: number; readonly y: number; readonly rx: number; readonly ry: number };
  /** The middle of what is said to all. */
  readonly centre: { readonly x: number; readonly y: number };
  /** How large everything is drawn: a tall table is seen from farther away. */
  readonly size: number;
  /** The nearest place, with the dice open in front where it is one's own. */
  readonly near: Spot;
  /** Clockwise from the near place, by how many there are. */
  readonly others: readonly (readonly Spot[])[];
}

const to =
  (speaks: Spot['speaks']) =>
  (x: number, y: number): Spot => ({ x, y, speaks });
const left = to('right');
const right = to('left');

const WIDE: Seating = {
  world: { width: 1240, height: 620 },
  table: { x: 620, y: 300, rx: 560, ry: 250 },
  centre: { x: 620, y: 322 },
  size: 1,
  near: right(620, 510),
  others: [
    [],
    [left(620, 122)],
    [left(330, 190), right(910, 190)],
    [left(190, 310), left(620, 122), right(1050, 310)],
    [left(170, 375), left(340, 165), right(900, 165), right(1070, 375)],
    [left(160, 400), left(240, 195), left(620, 122), right(1000, 195), right(1080, 400)],
  ],
};

const TALL: Seating = {
  world: { width: 660, height: 1035 },
  table: { x: 330, y: 485, rx: 300, ry: 425 },
  centre: { x: 330, y: 475 },
  size: 1.1,
  near: left(320, 920),
  others: [
    [],
    [left(330, 200)],
    [left(130, 300), right(530, 300)],
    [left(100, 400), left(330, 160), right(560, 400)],
    [left(95, 680), left(120, 330), right(540, 330), right(565, 680)],
    [left(95, 680), left(95, 375), left(330, 155), right(565, 375), right(565, 680)],
  ],
};

/** `aspect`: the width of what is free, as a part of the height. */
export function seatingFor(aspect: number): Seating {
  return aspect < 1.05 ? TALL : WIDE;
}
