import pino from 'pino';
import { createInputJudges } from '../../server/match/inputJudge.ts';
import { createInputStats } from '../../server/match/inputStats.ts';
import { createJournal } from '../../server/match/journal.ts';
import { createTicker } from '../../server/match/ticker.ts';
import type { TickForm } from '../../server/match/tickForm.ts';
import type { Clock } from '../../server/ops/clock.ts';
import { createLiveList, type LiveList } from '../../server/rooms/liveList.ts';
import { createMutes, type Mutes, mutesChannel, playerChannel } from '../../server/rooms/mutes.ts';
import { createRooms, type RegistryOptions, type Rooms } from '../../server/rooms/registry.ts';
import { type Joined, type JoinWish, NO_MATCH, type RoomHost } from '../../server/rooms/roomHost.ts';
import type { GroupPlan } from '../../server/rooms/roomPlan.ts';
import type { Connection, Wire, Wish } from '../../server/rooms/wire.ts';
import { fail, type Result } from '../../shared/core/result.ts';
import { createRoomRules, ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import type { Refusal } from '../../shared/protocol/errors.ts';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';
import { createTestKeeper, type TestKeeper } from './keeper.ts';
import { counter, testGames } from './testGame.ts';
import { VirtualClock } from './virtualClock.ts';

/** The rooms with everything real but the network and the store: what would go out is written down, by connection. */
export class World {
  readonly clock = new VirtualClock();
  readonly logged: { event: string; [key: string]: unknown }[] = [];
  readonly #connections = new Set<TestConnection>();
  readonly mutes: Mutes;
  readonly keeper: TestKeeper = createTestKeeper();
  readonly liveList: LiveList;
  readonly rooms: Rooms;

  constructor(more: Partial<RegistryOptions> = {}) {
    const listeners = (channel: string) => [...this.#connections].filter((one) => one.channels.has(channel));
    const reached = (channel: string, except?: string) =>
      listeners(channel).filter((one) => except === undefined || !one.channels.has(except));
    const wire: Wire = {
      tell: (channel, event, news, except) => {
        for (const one of reached(channel, except)) one.tell(event, news);
      },
      tellOthers: (but, channel, event, news, except) => {
        for (const one of reached(channel, except)) if (one !== but) one.tell(event, news);
      },
      tick: (channel, tick) => {
        for (const one of listeners(channel)) one.tell('match:tick', tick);
      },
      hasListeners: (channel) => listeners(channel).length > 0,
      enter: (those, channel) => {
        for (const one of listeners(those)) one.enter(channel);
      },
      exit: (those, channel) => {
        for (const one of listeners(those)) one.exit(channel);
      },
    };
    this.mutes = createMutes(wire, this.clock, this.keeper, async () => []);
    this.liveList = createLiveList(wire, this.clock);
    const log = pino({ level: 'debug' }, { write: (line: string) => void this.logged.push(JSON.parse(line)) });
    const rules = createRoomRules(ROOM_TIMING);
    const ticker = createTicker(this.clock);
    const { clock, mutes, keeper, liveList } = this;
    const journal = createJournal(keeper, clock, 0);
    const parts = {
      rules,
      ticker,
      inputStats: createInputStats(),
      judgeOf: createInputJudges(),
      clock,
      log,
      wire,
      mutes,
      keeper,
      journal,
      liveList,
    };
    this.rooms = createRooms({ games: testGames, ...parts, ...more });
  }

  connect(
    id: string,
    more: Partial<{ name: string; open: boolean; ticks: TickForm; tab: string; place: string }> = {},
  ): TestConnection {
    const connection = new TestConnection(id, this.clock, more);
    this.#connections.add(connection);
    connection.enter(playerChannel(id));
    for (const muted of this.mutes.of(id)) connection.enter(mutesChannel(muted));
    return connection;
  }

  create(by: TestConnection, request: Partial<Parameters<Rooms['create']>[1]> = {}) {
    const created = this.open(by, request, by);
    if (!created.ok) throw new Error(`${created.error.code}: ${created.error.message}`);
    return created.value;
  }

  /** What the one who opens a room is answered. */
  open(
    { player, place }: Pick<TestConnection, 'player' | 'place'>,
    request: Partial<Parameters<Rooms['create']>[1]>,
    connection: TestConnection | null,
  ): Result<RoomHost, Refusal> {
    const whole = { game: 'counter', visibility: 'public', ...request } as const;
    return answered((then) => this.rooms.create(player, whole, place, connection, then));
  }

  /** A room in which these gather for a match of the counter with a bot, for 10 s. */
  gather(ids: readonly string[], more: Partial<GroupPlan> = {}): RoomHost {
    const opened = answered<Result<RoomHost, Refusal>>((then) => this.rooms.gather(this.planFor(ids, more), then));
    if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
    return opened.value;
  }

  planFor(ids: readonly string[], more: Partial<GroupPlan> = {}): GroupPlan {
    const players = ids.map((id) => ({ id, name: id, team: 0 }));
    const bots = [{ level: 'easy', team: 0 }] as const;
    const facts = { game: counter, name: 'Quick match', settings: { roundSeconds: 60 }, teams: 0, maxPlayers: 4 };
    return { ...facts, players, bots, matchId: 'm1', until: this.clock.now() + COME_WITHIN_MS, ...more };
  }

  enter(by: TestConnection, room: RoomHost, wish: JoinWish = { as: 'player' }): Result<Joined, Refusal> {
    return answered((then) => this.rooms.join(by, room, wish, then));
  }

  codeOf(by: TestConnection, request: Partial<Parameters<Rooms['create']>[1]> = {}): string {
    return this.create(by, request).room.code;
  }

  /** Why not, or 'granted'. */
  join(by: TestConnection, code: string, as: 'player' | 'spectator' = 'player'): string {
    const room = this.rooms.find(code);
    if (!room) return 'no such room';
    const joined = this.enter(by, room, { as });
    return joined.ok ? 'granted' : joined.error.code;
  }

  /** The connection breaks, at once or found dead after a silence. */
  lose(connection: TestConnection): void {
    this.liveList.unwatch(connection);
    this.rooms.of(connection.player.id)?.lost(connection, connection.heard);
    for (const channel of [...connection.channels]) connection.exit(channel);
    connection.open = false;
  }
}

/** What a call calls back with. Here that is at once: the keeper has written all down before it is asked. */
export function answered<T>(call: (then: (answer: T) => void) => void): T {
  const answers: T[] = [];
  call((answer) => void answers.push(answer));
  if (answers.length !== 1) throw new Error(`${answers.length} answers instead of one`);
  return answers[0]!;
}

let connections = 0;

export class TestConnection implements Connection {
  readonly id: string;
  readonly player: { id: string; name: string };
  readonly ticks: TickForm;
  open: boolean;
  readonly tab: string | null;
  readonly channels = new Set<string>();
  /** What it was told. */
  readonly told: { event: string; news: unknown }[] = [];

  readonly place: string;
  /** When it was last heard; null: just now. A test sets it for a connection that died without a word. */
  silentSince: number | null = null;
  readonly #clock: Clock;

  constructor(
    id: string,
    clock: Clock,
    { name = id, open = true, ticks = 'json' as TickForm, tab = null as string | null, place = `home of ${id}` },
  ) {
    this.id = `connection ${++connections} of ${id}`;
    this.#clock = clock;
    this.place = place;
    this.player = { id, name };
    this.open = open;
    this.tab = tab;
    this.ticks = ticks;
  }

  tell: Connection['tell'] = (event, news) => {
    this.told.push({ event, news: structuredClone(news) });
  };
  enter = (channel: string) => void this.channels.add(channel);
  exit = (channel: string) => void this.channels.delete(channel);
  /** Why it was cut. */
  dropped: string | null = null;
  drop = (event: string) => {
    this.dropped = event;
  };
  /** A test sets it for a connection whose peer does not read. */
  idle = true;
  shown: Connection['shown'] = null;

  get heard(): number {
    return this.silentSince ?? this.#clock.now();
  }

  /** How often each event was heard, without the ticks. */
  get events(): string[] {
    return this.told.flatMap(({ event }) => (event === 'match:tick' ? [] : [event]));
  }

  // biome-ignore lint/suspicious/noExplicitAny: news are looked at as they come
  last(event: string): any {
    return this.told.findLast((one) => one.event === event)?.news;
  }
}

/** What a player wishes for, as the events table passes it on. */
export function wish({ shown }: TestConnection, given: Wish): Result<null, Refusal> {
  return shown?.input(given) ?? fail(NO_MATCH);
}
