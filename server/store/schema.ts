import type { Kysely, Transaction } from 'kysely';

/**
 * The tables, the same in SQLite and Postgres. Times are milliseconds since 1970. `*_json` columns hold JSON as text: the program
 * alone looks into them. `crc` columns are the CRC-32 of the bytes beside them, since a flipped bit in a value shows nowhere else.
 */
export interface Schema {
  players: PlayersTable;
  mutes: MutesTable;
  rooms: RoomsTable;
  chat_lines: ChatLinesTable;
  chat_reads: ChatReadsTable;
  matches: MatchesTable;
  appearances: AppearancesTable;
  ratings: RatingsTable;
  journal: JournalTable;
  checkpoints: CheckpointsTable;
  segments: SegmentsTable;
  replays: ReplaysTable;
  tickets: TicketsTable;
  ticket_players: TicketPlayersTable;
}

/** What the aggregates' functions work on: the database, or a transaction in it. */
export type Db = Kysely<Schema> | Transaction<Schema>;

interface PlayersTable {
  id: string;
  name: string;
  /** What names share that look alike (`nameSkeleton`), unique; null once the name is free for others. */
  look: string | null;
  created_at: number;
  seen_at: number;
}

/** Whom a player does not want to hear. */
interface MutesTable {
  player_id: string;
  target_id: string;
  at: number;
}

/** The rooms that are open. */
interface RoomsTable {
  /** Unique among all rooms there ever were; the chat is kept by it. */
  id: string;
  /** `[RM-3]` unique among live rooms. */
  code: string;
  version: number;
  state_json: string;
  crc: number;
  updated_at: number;
}

interface ChatLinesTable {
  room_id: string;
  id: number;
  at: number;
  kind: 'player' | 'system';
  player_id: string;
  name: string;
  text: string;
  event: string | null;
  /** As JSON, since a nonce may have characters that no database takes as text. */
  nonce_json: string | null;
}

/** How far a member has read. */
interface ChatReadsTable {
  room_id: string;
  player_id: string;
  up_to: number;
}

export type MatchStatus = 'running' | 'finished' | 'aborted';

export interface MatchesTable {
  id: string;
  room_id: string;
  game: string;
  game_version: number;
  tick_rate: number;
  settings_json: string;
  seed_json: string;
  /** Who played from the first tick on. */
  entrants_json: string;
  started_at: number;
  status: MatchStatus;
  ended_at: number | null;
  /** The last tick. */
  ticks: number | null;
  outcome_json: string | null;
}

/** A human who played in a match that is over. */
interface AppearancesTable {
  match_id: string;
  /** Counts those of a match. */
  n: number;
  player_id: string;
  seat: number;
  name: string;
  team: number | null;
  from_tick: number;
  /** When this player left for good; null: not before the end. */
  left_tick: number | null;
  place: number | null;
  score: number | null;
  rating_before: number | null;
  rating_after: number | null;
  /** How likely the side of this player was to come first, by the ratings before the match; null where nothing was rated. */
  win_probability: number | null;
  ended_at: number;
}

interface RatingsTable {
  player_id: string;
  game: string;
  mu: number;
  sigma: number;
  /** What is shown and ranked by. */
  rating: number;
  matches: number;
  wins: number;
  updated_at: number;
}

/** What all running matches took in between two flushes, in one row: see `match/journal.ts`. */
interface JournalTable {
  seq: number;
  at: number;
  bytes: Uint8Array;
  crc: number;
}

/** The newest whole state of a running match. */
interface CheckpointsTable {
  match_id: string;
  tick: number;
  /** Journal rows up to this one hold nothing of this match that is not in the state. */
  journal_seq: number;
  cells: Uint8Array;
  /** What the match's host knows besides the state. */
  host_json: string;
  crc: number;
}

/** A match's log, cut at its checkpoints. */
interface SegmentsTable {
  match_id: string;
  /** The tick behind which it begins. */
  from_tick: number;
  bytes: Uint8Array;
  crc: number;
}

/** A whole match as `GET /api/matches/:id/replay` gives it, gzipped. */
interface ReplaysTable {
  match_id: string;
  bytes: Uint8Array;
  size: number;
  created_at: number;
}

/** Those who wait for a match, alone or as a party. */
interface TicketsTable {
  id: string;
  /** The queues that it waits in. */
  games_json: string;
  /** Round trips by region, in milliseconds; null: anywhere will do. */
  regions_json: string | null;
  /** The party's room; null for one who waits alone. */
  room_id: string | null;
  /** Since when it waits, which is what counts: a ticket that comes back into the queue keeps it. */
  since: number;
  created_at: number;
}

/** Who is in a ticket: by its key nobody is in two. */
interface TicketPlayersTable {
  player_id: string;
  ticket_id: string;
  /** Counts those of a ticket. */
  n: number;
  name: string;
}
