import type { Seed } from '../../shared/core/rng.ts';
import type { AnyGame, BotLevel, Outcome } from '../../shared/game/contract.ts';
import { advance, createMatch, outcomeOf } from '../../shared/game/match.ts';
import type { MatchInfo, MatchSeat } from '../../shared/protocol/match.ts';
import { type AudienceView, createAudienceView, type TickForm } from './audienceView.ts';
import { createInbox } from './inbox.ts';

/** Who sits in a seat when the match begins. */
export type Entrant = MatchSeat & { readonly level?: BotLevel };

/** A running match: inputs in, ticks out. The server alone decides; an input is a wish for one's own seat. */
export interface MatchHost {
  readonly matchId: string;
  readonly entrants: readonly Entrant[];
  /** The seat of a player in this match; null for one who watches, or left it. */
  seatOf(playerId: string): number | null;
  /** Takes a wish in for the coming ticks; false when it changes nothing (`[TK-3]`). `input` is valid for the game. */
  offer(seat: number, seq: number, input: unknown): boolean;
  /** The player of this seat went or came just now: it lets go of everything, and its inputs go on from the last ack. */
  release(seat: number): void;
  /** This player left the match for good: a bot plays on, and who comes back watches. */
  leave(playerId: string): void;
  /** One tick; how the match ended with it, or null. Throws what the game throws: the match is then over. */
  step(): Outcome | null;
  info(form: TickForm, seat: number | null): MatchInfo;
  /** What this seat (null: a spectator) sees; one view for all where the game hides nothing. */
  viewOf(seat: number | null): AudienceView;
  /** The name of that view, for the channel that its ticks go to. */
  viewName(seat: number | null): string;
}

interface Options {
  readonly matchId: string;
  readonly game: AnyGame;
  readonly settings: { readonly [name: string]: unknown };
  readonly entrants: readonly Entrant[];
  readonly seed: Seed;
}

/** Until rooms can change nodes, nothing raises a match's epoch. */
const EPOCH = 1;

export function createMatchHost({ matchId, game, settings, entrants, seed }: Options): MatchHost {
  const seats = entrants.map((entrant) => entrant.seat);
  const match = createMatch(game, settings, seats, seed);
  const inboxes = Array.from({ length: game.maxPlayers }, createInbox);
  const bots = new Map<number, BotLevel>();
  const views = new Map<string, AudienceView>();
  const inputs: (unknown | null)[] = new Array(game.maxPlayers).fill(null);
  const acks: number[] = new Array(game.maxPlayers).fill(0);
  let seq = 0;
  const seatByPlayer = new Map<string, number>();
  for (const { seat, level, playerId } of entrants) {
    if (level) bots.set(seat, level);
    if (playerId !== undefined) seatByPlayer.set(playerId, seat);
  }

  const viewName = (seat: number | null) => (game.hide ? `${seat ?? 'spectator'}` : 'all');

  function viewOf(seat: number | null): AudienceView {
    const name = viewName(seat);
    let view = views.get(name);
    if (!view) {
      view = createAudienceView(match, seat);
      view.advance(seq, acks);
      views.set(name, view);
    }
    return view;
  }

  /** Bots see what their seat sees and come in by the inbox, like players. */
  function askBots(): void {
    for (const [seat, level] of bots) {
      const wish = game.bot(viewOf(seat).seen, seat, level, settings);
      if (wish !== null) inboxes[seat]!.offer(inboxes[seat]!.applied + 1, wish);
    }
  }

  return {
    matchId,
    entrants,
    viewName,
    viewOf,
    seatOf: (playerId) => seatByPlayer.get(playerId) ?? null,
    offer: (seat, inputSeq, input) => !bots.has(seat) && inboxes[seat]!.offer(inputSeq, input),
    release(seat) {
      inboxes[seat]!.overrule(game.idle);
    },
    leave(playerId) {
      const seat = seatByPlayer.get(playerId);
      if (seat === undefined) return;
      seatByPlayer.delete(playerId);
      inboxes[seat]!.overrule(game.idle);
      bots.set(seat, 'normal');
    },
    step() {
      askBots();
      for (const seat of seats) {
        inputs[seat] = inboxes[seat]!.take();
        acks[seat] = inboxes[seat]!.applied;
      }
      advance(match, inputs);
      seq++;
      for (const view of views.values()) view.advance(seq, acks);
      return outcomeOf(match);
    },
    info: (form, seat) => ({
      matchId,
      game: game.id,
      tickRate: game.tickRate,
      settings: { ...settings },
      seats: entrants.map(({ level: _, ...seen }) => seen),
      epoch: EPOCH,
      keyframe: viewOf(seat).keyframe(form),
    }),
  };
}
