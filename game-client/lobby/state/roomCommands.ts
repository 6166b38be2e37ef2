import type { Refusal } from '../../../shared/protocol/errors.ts';
import type { CallPayload } from '../../../shared/protocol/events.ts';
import type { RoomConfigure, RoomSeat } from '../../../shared/protocol/room.ts';
import type { Calls } from './calls.ts';
import { ownSeat } from './seats.ts';
import type { Store } from './store.ts';

/** What a member of a room can wish for; the host's wishes are refused to others. */
export interface RoomCommands {
  setReady(ready: boolean): Promise<void>;
  /** The host's start; says ready first when only that is missing. */
  start(): Promise<void>;
  /** The vote for another match, while the results stand. */
  playAgain(): Promise<void>;
  /** Another seat (a swap, where someone sits there), another team, or from playing to watching and back. */
  move(wish: RoomSeat): Promise<void>;
  setBot(bot: CallPayload<'room:bot'>): Promise<void>;
  /** Only what is named changes. The refusal is for the field. */
  configure(change: RoomConfigure): Promise<Refusal | null>;
  kick(playerId: string, ban: boolean): Promise<void>;
  makeHost(playerId: string): Promise<void>;
  /** For oneself, or by the host for everyone. */
  mute(playerId: string, muted: boolean, everyone: boolean): Promise<void>;
  invite(playerId: string): Promise<boolean>;
}

export function createRoomCommands(store: Store, { act, ask }: Calls): RoomCommands {
  return {
    async setReady(ready) {
      await act('room:ready', { ready });
    },
    async start() {
      const { room, player } = store;
      const own = room.value && player.value && ownSeat(room.value, player.value.id);
      if (own && !own.ready && !(await act('room:ready', { ready: true }))) return;
      await act('room:start', {});
    },
    async playAgain() {
      await act('room:rematch', {});
    },
    async move(wish) {
      await act('room:seat', wish);
    },
    async setBot(bot) {
      await act('room:bot', bot);
    },
    configure: (change) => ask('room:configure', change),
    async kick(playerId, ban) {
      await act('room:kick', { playerId, ...(ban && { ban }) });
    },
    async makeHost(playerId) {
      await act('room:transfer', { playerId });
    },
    async mute(playerId, muted, everyone) {
      const answer = await store.chat.line.value?.mute(playerId, muted, everyone);
      if (answer?.ok === false) store.toasts.say(answer.error.message);
    },
    invite: (playerId) => act('player:invite', { playerId }),
  };
}
