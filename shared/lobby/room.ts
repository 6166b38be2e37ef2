import type { Result } from '../core/result.ts';
import type { BotLevel } from '../game/contract.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Player } from '../protocol/identity.ts';
import type { RoomConfigure, RoomSeat, RoomStatus } from '../protocol/room.ts';

/** A room as it stands, and what can be said to it. Times are milliseconds of one clock that only grows. */
export interface Room {
  readonly code: string;
  readonly game: string;
  readonly name: string;
  readonly visibility: 'public' | 'private';
  readonly status: RoomStatus;
  readonly locked: boolean;
  readonly hostId: string | null;
  /** Complete and valid for the game: whoever sends the command has asked the game's schema. */
  readonly settings: { readonly [name: string]: unknown };
  readonly minPlayers: number;
  /** The most seats that the game has. */
  readonly seatLimit: number;
  /** One for each player that `maxPlayers` allows. */
  readonly seats: readonly Seat[];
  readonly spectators: readonly Human[];
  /** How many teams the game has under these settings; 0: none. */
  readonly teams: number;
  /** Seconds by which spectators see a match late. */
  readonly spectatorDelay: number;
  /** Whether a bot plays for who is away. */
  readonly awayBots: boolean;
  /** Matches of a series; 1: none. */
  readonly bestOf: number;
  readonly series: Series | null;
  /** Who may not come in any more: the player, nor anyone new from the same place. */
  readonly bans: readonly Ban[];
  /** Who has ever been in: a ban of somebody else at the same place is not about them. */
  readonly known: readonly string[];
  /** Whom the host has muted. */
  readonly muted: readonly string[];
  /** The match that is about to run, runs, or has just ended. */
  readonly matchId: string | null;
  /** The vote for another match, from the first voice on, with the id that the match would have. */
  readonly rematch: { readonly matchId: string; readonly votes: readonly string[] } | null;
  /** When the status passes by itself: the countdown's end, or that of the results. */
  readonly until: number | null;
  /** Opened for a group that was matched, whose match has not begun yet; null for every other room. */
  readonly gathering: Gathering | null;
  readonly version: number;
  readonly createdAt: number;
}

export interface Gathering {
  /** The match that counts down once all are here. */
  readonly matchId: string;
  /** Until when they have time to come. */
  readonly until: number;
}

export interface Human {
  readonly playerId: string;
  readonly name: string;
  /** Where the player came from (an address, or the network that stands for it); no member is told. */
  readonly place: string;
  readonly joinedAt: number;
  /** In a match, and not heard from for longer than a moment. */
  readonly lagging: boolean;
  /** When the connection was lost; null while there is one. */
  readonly awaySince: number | null;
  /** Until when the place is kept for one who is away. */
  readonly keptUntil: number | null;
}

export type Seat =
  /**
   * `team`: while a match runs, the side that this seat plays for; whoever takes the seat plays for it too. `held`: nobody else
   * gets the seat.
   */
  | { readonly kind: 'empty'; readonly team?: number; readonly held?: Hold }
  | { readonly kind: 'bot'; readonly level: BotLevel; readonly team: number }
  | (Human & {
      readonly kind: 'human';
      readonly ready: boolean;
      readonly team: number;
      /** The seat this player asked another one for. */
      readonly wants: number | null;
    });

/** Somebody whom quick match sends. `place`: where from, if that is known. */
export type Called = Player & { readonly place?: string };

/** A seat is kept for somebody who was matched, and is on the way. */
export interface Hold {
  readonly playerId: string;
  readonly name: string;
  /** The side that the player comes for; 0 without teams. */
  readonly team: number;
  readonly until: number;
}

export interface Ban {
  readonly playerId: string;
  readonly place: string;
}

export interface Series {
  readonly played: number;
  /** Best first. */
  readonly standing: readonly (Played & { readonly wins: number })[];
  /** Somebody has it: the next match begins another series. */
  readonly decided: boolean;
}

/** Someone who took part in a match; bots have no `playerId` and are known by their seat. */
export interface Played {
  readonly seat: number;
  readonly name: string;
  readonly playerId?: string;
}

/** `playerId` is the speaker, who has to be a member; `target` is whom it is about. */
export type Command =
  | { readonly kind: 'join'; readonly player: Player; readonly place: string; readonly as: 'player' | 'spectator' }
  | { readonly kind: 'leave'; readonly playerId: string }
  | { readonly kind: 'ready'; readonly playerId: string; readonly ready: boolean }
  /** `teams`: how many there are under the new settings. */
  | { readonly kind: 'configure'; readonly playerId: string; readonly change: RoomConfigure; readonly teams?: number }
  | {
      readonly kind: 'bot';
      readonly playerId: string;
      readonly seat: number;
      readonly level: BotLevel | null;
      readonly team?: number;
    }
  | { readonly kind: 'seat'; readonly playerId: string; readonly wish: RoomSeat }
  | { readonly kind: 'kick'; readonly playerId: string; readonly target: string; readonly ban: boolean }
  | { readonly kind: 'transfer'; readonly playerId: string; readonly target: string }
  | { readonly kind: 'mute'; readonly playerId: string; readonly target: string; readonly muted: boolean }
  /** `matchId`: for the match that starts, if one does. */
  | { readonly kind: 'start'; readonly playerId: string; readonly matchId: string }
  | { readonly kind: 'rematch'; readonly playerId: string; readonly matchId: string }
  | { readonly kind: 'rename'; readonly playerId: string; readonly name: string }
  | { readonly kind: 'lost'; readonly playerId: string }
  | { readonly kind: 'lagging'; readonly playerId: string; readonly lagging: boolean }
  /** `players`: who played, and who of them came first; null for a match that was cut short. */
  | {
      readonly kind: 'ended';
      readonly matchId: string;
      readonly players: readonly (Played & { readonly won: boolean })[] | null;
    }
  /** Quick match holds seats for these, all on one side, the smallest that has room for them. Nobody speaks this. */
  | { readonly kind: 'hold'; readonly players: readonly Called[]; readonly until: number }
  /** The seat is not held for `playerId` any more, who does not say this; in a gathering room also the seat that they have taken. */
  | { readonly kind: 'release'; readonly playerId: string }
  /** The server is about to go: a countdown leads nowhere, nor does a vote or a gathering. */
  | { readonly kind: 'drain' }
  /** Time has passed: `due` of `RoomRules` says when this is worth saying. */
  | { readonly kind: 'passed' };

/** `dropped`: gone for longer than the grace time; `scattered`: the group fell apart before all of it had come. */
export type GoneWhy = 'left' | 'kicked' | 'banned' | 'dropped' | 'scattered';

export type Effect =
  /** The match with the room's `matchId` begins now, with those in the seats. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'joined'; readonly playerId: string; readonly name: string }
  /**
   * The group did not come together, and the room is no more. `missing`: who did not come in time, was away by the end, or left;
   * `present`: who had come, and waited. Who had time left to come when another one left is in neither.
   */
  | { readonly kind: 'scatter'; readonly missing: readonly string[]; readonly present: readonly string[] }
  /** This player is no member any more. */
  | { readonly kind: 'gone'; readonly playerId: string; readonly name: string; readonly why: GoneWhy }
  /** This member is host now. */
  | { readonly kind: 'host'; readonly playerId: string; readonly name: string }
  /** Nobody is left, and no seat is held for anybody. */
  | { readonly kind: 'close' };

export interface Step {
  readonly room: Room;
  readonly effects: readonly Effect[];
}

/** Durations in milliseconds. */
export interface RoomTiming {
  readonly countdown: number;
  readonly results: number;
  readonly graceInMatch: number;
  readonly graceInLobby: number;
  /** How long a host may be away and stay host. */
  readonly hostAway: number;
}

/** The next room, or why it stays as it is. */
export type Decision = Result<Room, Refusal>;

/** What a human has who is not away. */
export const HERE = { awaySince: null, keptUntil: null, lagging: false } as const;

export const MAX_SPECTATORS = 32;

export function newSeat(human: Human, team: number, ready: boolean): Seat {
  return { kind: 'human', ready, team, wants: null, ...human };
}

/** Everyone who is in the room, in a seat or watching. */
export function humansOf(room: Room): Human[] {
  return [...room.seats.filter((seat) => seat.kind === 'human'), ...room.spectators];
}

/** The seat's number, or null for a spectator and for one who is not in the room. */
export function seatOf(room: Room, playerId: string): number | null {
  const index = room.seats.findIndex((seat) => seat.kind === 'human' && seat.playerId === playerId);
  return index < 0 ? null : index;
}

export function isMember(room: Room, playerId: string): boolean {
  return humansOf(room).some((human) => human.playerId === playerId);
}

export const isFree = (seat: Seat) => seat.kind === 'empty' && !seat.held;

/** The seats that are held. */
export function holdsOf(room: Room): Hold[] {
  return room.seats.flatMap((seat) => (seat.kind === 'empty' && seat.held ? [seat.held] : []));
}

export function holdOf(room: Room, playerId: string): Hold | null {
  return holdsOf(room).find((held) => held.playerId === playerId) ?? null;
}

/** The seat that somebody leaves. */
export function vacated(room: Room, index: number): Seat {
  const seat = room.seats[index]!;
  const keepsSide = room.status === 'playing' && room.teams >= 2 && seat.kind !== 'empty';
  return keepsSide ? { kind: 'empty', team: seat.team } : { kind: 'empty' };
}

export function humanOf(room: Room, playerId: string): Human | null {
  return humansOf(room).find((human) => human.playerId === playerId) ?? null;
}

export function setSeat(room: Room, index: number, seat: Seat): Room {
  return { ...room, seats: room.seats.with(index, seat) };
}

export function changeAll(room: Room, change: <H extends Human>(human: H) => H): Room {
  return {
    ...room,
    seats: room.seats.map((seat) => (seat.kind === 'human' ? change(seat) : seat)),
    spectators: room.spectators.map(change),
  };
}

export function changeHuman(room: Room, playerId: string, change: <H extends Human>(human: H) => H): Room {
  return changeAll(room, (human) => (human.playerId === playerId ? change(human) : human));
}

/** Changing the set-up ends the showing of results: what stands there was another game. Readiness stays. */
export function backToLobby(room: Room): Room {
  return room.status === 'lobby' ? room : { ...room, status: 'lobby', matchId: null, rematch: null, until: null };
}
