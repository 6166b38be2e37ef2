import { z } from 'zod';
import { roomsFilter } from './http.ts';

/** What a watcher wants to see of the live list: as the query of `GET /rooms`, without order and paging. */
export const lobbyWatch = z.strictObject({
  ...roomsFilter,
  /** Here it need not be text. */
  open: z.preprocess((open) => (['boolean', 'number'].includes(typeof open) ? String(open) : open), roomsFilter.open),
});
export type LobbyFilter = z.infer<typeof lobbyWatch>;

export const playerInvite = z.strictObject({ playerId: z.string().min(1).max(64) });

/** Said to one player, on every connection of theirs. */
export type Notice = {
  readonly kind: 'invite';
  readonly code: string;
  readonly from: { readonly id: string; readonly name: string };
  readonly game: string;
  readonly roomName: string;
};

/** Someone one has played with. `at`: when the match ended, in server milliseconds. */
export interface RecentPlayer {
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
  readonly at: number;
}
