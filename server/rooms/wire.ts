import type { ServerEvents } from '../../shared/protocol/events.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { TickForm } from '../match/tickForm.ts';

type News<Name extends keyof ServerEvents> = Parameters<ServerEvents[Name]>[0];

/** One connection of a player, as far as rooms need to know it. */
export interface Connection {
  readonly id: string;
  readonly player: Player;
  /** The address, or the network that stands for it. */
  readonly place: string;
  /** When something last came from it. */
  readonly heard: number;
  readonly ticks: TickForm;
  /** What the client calls itself: the same after a reconnect, another in another window; null if it did not say. */
  readonly tab: string | null;
  /** False once it broke: what was asked by it and took a while is then not done any more. */
  readonly open: boolean;
  tell<Name extends keyof ServerEvents>(event: Name, news: News<Name>): void;
  /** From now on this connection gets what is said in the channel. */
  enter(channel: string): void;
  exit(channel: string): void;
}

/** How rooms reach all who listen to a channel. */
export interface Wire {
  /** `except`: a channel whose listeners are passed over. */
  tell<Name extends keyof ServerEvents>(channel: string, event: Name, news: News<Name>, except?: string): void;
  /** To all but the one connection. */
  tellOthers<Name extends keyof ServerEvents>(
    but: Connection,
    channel: string,
    event: Name,
    news: News<Name>,
    except?: string,
  ): void;
  /** A tick may be dropped for a reader who is behind. */
  tick(channel: string, tick: News<'match:tick'>): void;
  hasListeners(channel: string): boolean;
  /** All who listen to `those` listen to `channel` too from now on, or no longer. */
  enter(those: string, channel: string): void;
  exit(those: string, channel: string): void;
}
