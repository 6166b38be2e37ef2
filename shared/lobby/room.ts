import type { BotLevel } from '../game/contract.ts';
import type { Player } from '../protocol/identity.ts';
import type { RoomConfigure, RoomStatus } from '../protocol/room.ts';

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
  /** The match that is about to run, runs, or has just ended. */
  readonly matchId: string | null;
  /** The vote for another match, from the first voice on, with the id that the match would have. */
  readonly rematch: { readonly matchId: string; readonly votes: readonly string[] } | null;
  /** When the status passes by itself: the countdown's end, or that of the results. */
  readonly until: number | null;
  readonly version: number;
  readonly createdAt: number;
}

export interface Human {
  readonly playerId: string;
  readonly name: string;
  readonly joinedAt: number;
  /** When the connection was lost; null while there is one. */
  readonly awaySince: number | null;
  /** Until when the place is kept for one who is away. */
  readonly keptUntil: number | null;
}

export type Seat =
  | { readonly kind: 'empty' }
  | { readonly kind: 'bot'; readonly level: BotLevel }
  | (Human & { readonly kind: 'human'; readonly ready: boolean });

export type Command =
  | { readonly kind: 'join'; readonly player: Player; readonly as: 'player' | 'spectator' }
  | { readonly kind: 'leave'; readonly playerId: string }
  | { readonly kind: 'ready'; readonly playerId: string; readonly ready: boolean }
  | { readonly kind: 'configure'; readonly playerId: string; readonly change: RoomConfigure }
  | { readonly kind: 'bot'; readonly playerId: string; readonly seat: number; readonly level: BotLevel | null }
  /** `matchId`: for the match that starts, if one does. */
  | { readonly kind: 'start'; readonly playerId: string; readonly matchId: string }
  | { readonly kind: 'rematch'; readonly playerId: string; readonly matchId: string }
  | { readonly kind: 'rename'; readonly playerId: string; readonly name: string }
  | { readonly kind: 'lost'; readonly playerId: string }
  | { readonly kind: 'ended'; readonly matchId: string }
  /** The server is about to go: a countdown leads nowhere. */
  | { readonly kind: 'drain' }
  /** Time has passed: `due` of `RoomRules` says when this is worth saying. */
  | { readonly kind: 'passed' };

export type Effect =
  /** The match with the room's `matchId` begins now, with those in the seats. */
  | { readonly kind: 'begin' }
  /** This player is no member any more: left, or gone for longer than the grace time. */
  | { readonly kind: 'gone'; readonly playerId: string }
  /** Nobody is left. */
  | { readonly kind: 'close' };

export interface Step {
  readonly room: Room;
  readonly effects: readonly Effect[];
}

/** What a human has who is not away. */
export const HERE = { awaySince: null, keptUntil: null } as const;

export const MAX_SPECTATORS = 32;

export type NewRoom = Pick<Room, 'code' | 'game' | 'name' | 'visibility' | 'settings' | 'minPlayers' | 'seatLimit'> & {
  readonly host: Player;
  readonly maxPlayers: number;
  /** Level normal, in the seats after the host's. */
  readonly bots: number;
  /** Without a connection the host is away from the first moment, and has the grace time to come. */
  readonly hostIsConnected: boolean;
};

/** `grace`: how long the room waits for a host who opened it without a connection, in milliseconds. */
export function openRoom(
  { host, maxPlayers, bots, hostIsConnected, ...facts }: NewRoom,
  now: number,
  grace: number,
): Room {
  const human: Human = {
    playerId: host.id,
    name: host.name,
    joinedAt: now,
    ...(hostIsConnected ? HERE : { awaySince: now, keptUntil: now + grace }),
  };
  const seats = Array.from({ length: maxPlayers }, (_, index): Seat => {
    if (index === 0) return { kind: 'human', ready: false, ...human };
    return index <= bots ? { kind: 'bot', level: 'normal' } : { kind: 'empty' };
  });
  return {
    ...facts,
    seats,
    status: 'lobby',
    locked: false,
    hostId: host.id,
    spectators: [],
    matchId: null,
    rematch: null,
    until: null,
    version: 1,
    createdAt: now,
  };
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
