import type { RoomDocument } from '../../shared/protocol/room.ts';
import { seatColour } from '../play/colours.ts';
import { seatIndexOf } from './state/seats.ts';

/** Of those who watch, and of those who have left. */
const SEATLESS = '#aab6dc';

/** The colour of the seat that someone has. */
export function personColour(room: RoomDocument, playerId: string): string {
  const seat = seatIndexOf(room, playerId);
  return seat === null ? SEATLESS : seatColour(seat);
}
