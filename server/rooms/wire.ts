import type { Result } from '../../shared/core/result.ts';
import type { Refusal } from '../../shared/protocol/errors.ts';
import type { ServerEvents } from '../../shared/protocol/events.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { InputAbout } from '../../shared/protocol/match.ts';
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
  /** The match that it is shown now, set by that match; null outside of one. Inputs come by it, many times a second. */
  shown: Shown | null;
  /** Whether everything that was said to it has left this process. */
  readonly idle: boolean;
  /** False once it broke: what was asked by it and took a while is then not done any more. */
  readonly open: boolean;
  tell<Name extends keyof ServerEvents>(event: Name, news: News<Name>): void;
  /** From now on this connection gets what is said in the channel. */
  enter(channel: string): void;
  exit(channel: string): void;
  /** Cuts it: it does not read. `event`: for the log. */
  drop(event: string): void;
}

/** A running match as one connection has it: from a seat, or as one who watches. */
export interface Shown {
  /** From a seat of one's own, so that silence means something. */
  readonly plays: boolean;
  /** `[TK-3]` A wish for one's own seat. What is refused has changed nothing. */
  input(wish: Wish): Result<null, Refusal>;
  /** The tick of this seq has been applied there. */
  saw(seen: number): void;
}

/** A player's input as it came: the game's own bytes in a `ByteReader`, or what the game's schema is to judge. */
export interface Wish extends InputAbout {
  readonly seq: number;
  readonly raw: unknown;
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
