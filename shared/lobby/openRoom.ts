import type { Player } from '../protocol/identity.ts';
import { HERE, type Human, newSeat, type Room, type Seat } from './room.ts';
import { nextTeam } from './teams.ts';

export type RoomFacts = Pick<
  Room,
  'code' | 'game' | 'name' | 'visibility' | 'settings' | 'minPlayers' | 'seatLimit' | 'teams'
> &
  Partial<Pick<Room, 'spectatorDelay' | 'awayBots' | 'bestOf'>>;

export type NewRoom = RoomFacts & {
  readonly host: Player;
  /** Where the host comes from. */
  readonly place: string;
  readonly maxPlayers: number;
  /** Level normal, in the seats after the host's. */
  readonly bots: number;
  /** Without a connection the host is away from the first moment, and has the grace time to come. */
  readonly hostIsConnected: boolean;
};

/** `grace`: how long the room waits for a host who opened it without a connection, in milliseconds. */
export function openRoom(
  { host, place, maxPlayers, bots, hostIsConnected, ...facts }: NewRoom,
  now: number,
  grace: number,
): Room {
  const human: Human = {
    playerId: host.id,
    name: host.name,
    place,
    joinedAt: now,
    ...HERE,
    ...(!hostIsConnected && { awaySince: now, keptUntil: now + grace }),
  };
  const seats: Seat[] = [];
  for (let index = 0; index < maxPlayers; index++) {
    const team = nextTeam(seats, facts.teams);
    if (index === 0) seats.push(newSeat(human, team, false));
    else seats.push(index <= bots ? { kind: 'bot', level: 'normal', team } : { kind: 'empty' });
  }
  return freshRoom(facts, seats, host.id, now);
}

/** A room to which nothing has happened yet, whoever opens it. */
export function freshRoom(facts: RoomFacts, seats: readonly Seat[], hostId: string | null, now: number): Room {
  return {
    spectatorDelay: 0,
    awayBots: true,
    bestOf: 1,
    ...facts,
    seats,
    status: 'lobby',
    locked: false,
    hostId,
    spectators: [],
    series: null,
    bans: [],
    known: hostId === null ? [] : [hostId],
    muted: [],
    matchId: null,
    rematch: null,
    until: null,
    gathering: null,
    version: 1,
    createdAt: Math.floor(now),
  };
}
