import type { RoomDocument, SeatDocument } from '../../../shared/protocol/room.ts';

/** The own seat, or null for one who watches. */
export function ownSeat(room: RoomDocument, playerId: string): SeatDocument | null {
  return room.seats.find((seat) => seat.kind === 'human' && seat.playerId === playerId) ?? null;
}

/** What stands between this room and a match, said to its host. */
export type StartState =
  | { readonly kind: 'go' }
  /** Only the host's own ready is missing: one press can be both. */
  | { readonly kind: 'ready-and-go' }
  | { readonly kind: 'wait'; readonly why: string };

/** The server decides; this only spares a press that it would refuse. Who is away is not waited for. */
export function startState(room: RoomDocument, me: string): StartState {
  const taken = room.seats.filter((seat) => seat.kind !== 'empty').length;
  if (taken < room.minPlayers) {
    const missing = room.minPlayers - taken;
    const who = missing === 1 ? 'one more player' : `${missing} more players`;
    return { kind: 'wait', why: `This game needs ${who}: invite a friend or add a bot` };
  }
  const waiting = room.seats.filter((seat) => seat.kind === 'human' && !seat.ready && seat.connection !== 'away');
  const others = waiting.filter((seat) => seat.playerId !== me);
  if (others.length > 0) return { kind: 'wait', why: `Waiting for ${listNames(others.map((seat) => seat.name!))}` };
  const sides = new Set(room.seats.flatMap(({ team }) => team ?? []));
  if (room.teams !== undefined && sides.size < 2)
    return { kind: 'wait', why: 'All are in one team: somebody has to change sides' };
  return waiting.length > 0 ? { kind: 'ready-and-go' } : { kind: 'go' };
}

/** "Ann", "Ann and Bob", "Ann, Bob and 3 more". */
export function listNames(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** Who present has agreed to play again, out of how many. */
export function votes(room: RoomDocument): { agreed: number; asked: number } {
  const present = room.seats.filter((seat) => seat.kind === 'human' && seat.connection !== 'away');
  return { agreed: present.filter((seat) => seat.ready).length, asked: present.length };
}

/** Which seat someone has; null for those who watch and those who have left. */
export function seatIndexOf(room: RoomDocument, playerId: string): number | null {
  return ownSeat(room, playerId)?.index ?? null;
}

/** Everyone who is here, oneself too. */
export function members(room: RoomDocument): { playerId: string; name: string }[] {
  const seated = room.seats.flatMap(({ playerId, name }) =>
    playerId === undefined ? [] : [{ playerId, name: name! }],
  );
  return [...seated, ...room.spectators];
}

/** A group is coming together here; once all are there it counts down. */
export const isGathering = ({ status, gathering }: RoomDocument) => status === 'lobby' && gathering !== undefined;

/** Only between matches does a room change, and not while its group comes together. */
export const isOpenForChange = ({ status, gathering }: RoomDocument) =>
  (status === 'lobby' || status === 'results') && !gathering;

/** Whether a press on this seat moves someone there: to a free one that is kept for nobody, or in exchange with a bot. */
export function canSit(room: RoomDocument, seat: SeatDocument, playerId: string | undefined): boolean {
  if (seat.kind === 'human' || seat.held || playerId === undefined) return false;
  if (seatIndexOf(room, playerId) !== null) return isOpenForChange(room);
  return seat.kind === 'empty';
}
