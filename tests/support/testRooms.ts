import pino from 'pino';
import type { TickForm } from '../../server/match/audienceView.ts';
import { createTicker } from '../../server/match/ticker.ts';
import { createRooms, type RegistryOptions, type Rooms } from '../../server/rooms/registry.ts';
import type { Connection, Wire } from '../../server/rooms/wire.ts';
import { createRoomRules, ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { testGames } from './testGame.ts';
import { VirtualClock } from './virtualClock.ts';

/** The rooms with everything real but the network: what would go out is written down, by connection. */
export class World {
  readonly clock = new VirtualClock();
  readonly logged: { event: string; [key: string]: unknown }[] = [];
  readonly #connections = new Set<TestConnection>();
  readonly rooms: Rooms;

  constructor(more: Partial<RegistryOptions> = {}) {
    const listeners = (channel: string) => [...this.#connections].filter((one) => one.channels.has(channel));
    const wire: Wire = {
      tell: (channel, event, news) => {
        for (const one of listeners(channel)) one.tell(event, news);
      },
      tick: (channel, tick) => {
        for (const one of listeners(channel)) one.tell('match:tick', tick);
      },
      hasListeners: (channel) => listeners(channel).length > 0,
    };
    const log = pino({ level: 'debug' }, { write: (line: string) => void this.logged.push(JSON.parse(line)) });
    const rules = createRoomRules(ROOM_TIMING);
    const ticker = createTicker(this.clock);
    this.rooms = createRooms({ games: testGames, rules, ticker, clock: this.clock, log, wire, ...more });
  }

  connect(
    id: string,
    more: Partial<{ name: string; open: boolean; ticks: TickForm; tab: string }> = {},
  ): TestConnection {
    const connection = new TestConnection(id, more);
    this.#connections.add(connection);
    return connection;
  }

  create(by: TestConnection, request: Partial<Parameters<Rooms['create']>[1]> = {}) {
    const created = this.rooms.create(by.player, { game: 'counter', visibility: 'public', ...request }, by);
    if (!created.ok) throw new Error(`${created.error.code}: ${created.error.message}`);
    return created.value;
  }

  codeOf(by: TestConnection, request: Partial<Parameters<Rooms['create']>[1]> = {}): string {
    return this.create(by, request).room.code;
  }

  /** Why not, or 'granted'. */
  join(by: TestConnection, code: string, as: 'player' | 'spectator' = 'player'): string {
    const room = this.rooms.find(code);
    if (!room) return 'no such room';
    const joined = this.rooms.join(by, room, as);
    return joined.ok ? 'granted' : joined.error.code;
  }
}

export class TestConnection implements Connection {
  readonly id: string;
  readonly player: { id: string; name: string };
  readonly ticks: TickForm;
  readonly open: boolean;
  readonly tab: string | null;
  readonly channels = new Set<string>();
  readonly heard: { event: string; news: unknown }[] = [];

  constructor(id: string, { name = id, open = true, ticks = 'json' as TickForm, tab = null as string | null }) {
    this.id = `connection of ${id}`;
    this.player = { id, name };
    this.open = open;
    this.tab = tab;
    this.ticks = ticks;
  }

  tell: Connection['tell'] = (event, news) => {
    this.heard.push({ event, news: structuredClone(news) });
  };
  enter = (channel: string) => void this.channels.add(channel);
  exit = (channel: string) => void this.channels.delete(channel);

  /** How often each event was heard, without the ticks. */
  get events(): string[] {
    return this.heard.flatMap(({ event }) => (event === 'match:tick' ? [] : [event]));
  }

  // biome-ignore lint/suspicious/noExplicitAny: news are looked at as they come
  last(event: string): any {
    return this.heard.findLast((one) => one.event === event)?.news;
  }
}
