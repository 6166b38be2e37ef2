import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JoinWish, MemberCommand, RoomHost } from '../../server/rooms/roomHost.ts';
import { holdOf, holdsOf, humansOf, isMember } from '../../shared/lobby/room.ts';
import type { ChatMessage } from '../../shared/protocol/chat.ts';
import { CODE_ALPHABET } from '../../shared/protocol/code.ts';
import type { JsonTick } from '../../shared/protocol/match.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';
import { testGames } from '../support/testGame.ts';
import { type TestConnection, World, wish as wishFor } from '../support/testRooms.ts';

/** Random evenings of six players in up to three rooms with everything real but the network, down to the last timer. */
const RUNS = Number(process.env.WORLD_RUNS ?? 1000);
const PLAYERS = ['ann', 'ben', 'cleo', 'dan', 'eve', 'fay'] as const;
const MOST_ROOMS = 3;
/** No grace time is longer, and no countdown before it. */
const LONGEST_WAIT_MS = 70_000;
/** The live list waits no longer. */
const FLUSH_MS = 300;

type Act =
  | { readonly act: 'connect'; readonly who: string }
  | { readonly act: 'open'; readonly who: string; readonly game: string; readonly more: object }
  | {
      readonly act: 'join';
      readonly who: string;
      readonly room: number;
      readonly old: boolean;
      readonly wish: JoinWish;
    }
  | { readonly act: 'command'; readonly who: string; readonly old: boolean; readonly command: MemberCommand }
  /** By whoever is host there. */
  | { readonly act: 'host'; readonly room: number; readonly command: MemberCommand }
  | { readonly act: 'agree'; readonly room: number }
  | {
      readonly act: 'input';
      readonly who: string;
      readonly old: boolean;
      readonly seq: number;
      readonly tick: number;
      readonly raw: unknown;
    }
  | { readonly act: 'chat'; readonly who: string; readonly text: string }
  | { readonly act: 'lag'; readonly who: string; readonly lagging: boolean }
  /** `silent`: for how long it has been dead before that is known. */
  | { readonly act: 'lose'; readonly who: string; readonly old: boolean; readonly silent: number }
  | { readonly act: 'watch'; readonly who: string; readonly open: boolean }
  /** Quick match puts these together in a room of their own, or holds a seat for one in a room. */
  | { readonly act: 'gather'; readonly group: readonly string[]; readonly bots: number }
  | { readonly act: 'hold'; readonly who: string; readonly room: number; readonly ms: number }
  /** Goes where a seat is held. */
  | { readonly act: 'come'; readonly who: string }
  | { readonly act: 'release'; readonly who: string }
  | { readonly act: 'pass'; readonly ms: number };

const who = fc.constantFrom(...PLAYERS);
const old = fc.constantFrom(false, false, false, true);
const room = fc.nat(MOST_ROOMS - 1);
const roundSeconds = fc.constantFrom(1, 2, 90);
const opened = fc.oneof(
  fc.record({ game: fc.constantFrom('counter', 'secrets', 'door', 'door'), settings: fc.record({ roundSeconds }) }),
  fc.record({ game: fc.constant('door'), settings: fc.record({ roundSeconds, teams: fc.constant(2) }) }),
  fc.record({
    game: fc.constant('bell'),
    settings: fc.record({ rings: fc.constantFrom(2, 50), chimeAfter: fc.nat(60) }),
  }),
  fc.record({
    game: fc.constant('faulty'),
    settings: fc.record({ failIn: fc.constantFrom('setup', 'step', 'outcome', 'bot'), failAtTick: fc.nat(30) }),
  }),
);
const setup = fc.record({
  visibility: fc.constantFrom('public', 'private'),
  bots: fc.constantFrom(0, 0, 1, 3),
  spectatorDelay: fc.constantFrom(0, 0, 2),
  awayBots: fc.boolean(),
  bestOf: fc.constantFrom(1, 3),
});
const wish = fc.record(
  { seat: fc.nat(3), team: fc.nat(1), as: fc.constantFrom('player', 'spectator') },
  { requiredKeys: [] },
);
const seat = fc.nat(3);
const ban = fc.boolean();
const membersSay = [
  fc.record({ kind: fc.constant('ready'), ready: fc.boolean() }),
  fc.record({ kind: fc.constant('rematch'), matchId: fc.constant('again') }),
  fc.record({ kind: fc.constant('leave') }),
  fc.record({ kind: fc.constant('seat'), wish }),
];
const hostsSay = [
  fc.record({ kind: fc.constant('start'), matchId: fc.constant('started') }),
  fc.record({ kind: fc.constant('kick'), target: who, ban }),
  fc.record({ kind: fc.constant('kick'), target: who, ban }),
  fc.record({ kind: fc.constant('transfer'), target: who }),
  fc.record({ kind: fc.constant('mute'), target: who, muted: fc.boolean() }),
  fc.record({ kind: fc.constant('bot'), seat, level: fc.constantFrom('easy', 'hard', null) }),
  fc.record({ kind: fc.constant('configure'), change: fc.record({ locked: fc.boolean() }, { requiredKeys: [] }) }),
  fc.record({
    kind: fc.constant('configure'),
    change: fc.record({ visibility: fc.constantFrom('public', 'private') }),
  }),
  fc.record({ kind: fc.constant('configure'), change: fc.record({ maxPlayers: fc.integer({ min: 2, max: 4 }) }) }),
];
const joinWish = fc.record(
  { as: fc.constantFrom('player', 'player', 'spectator'), resume: fc.boolean() },
  { requiredKeys: ['as'] },
);
const raw = fc.constantFrom<unknown>({ add: 3 }, { choose: 5 }, { ring: true }, null, 'x');
const ms = fc.oneof(
  { weight: 4, arbitrary: fc.nat(400) },
  { weight: 4, arbitrary: fc.integer({ min: 3000, max: 4000 }) },
  { weight: 2, arbitrary: fc.nat(12_000) },
  { weight: 1, arbitrary: fc.nat(65_000) },
);
const acts: readonly (readonly [number, string, object])[] = [
  [3, 'connect', { who }],
  [14, 'join', { who, room, old, wish: joinWish }],
  [8, 'command', { who, old, command: fc.oneof(...membersSay) }],
  [1, 'command', { who, old, command: fc.oneof(...hostsSay) }],
  [7, 'host', { room, command: fc.oneof(...hostsSay) }],
  [10, 'agree', { room }],
  [6, 'input', { who, old, seq: fc.nat(9), tick: fc.constantFrom(0, 0, 3, 20, 1e6), raw }],
  [4, 'chat', { who, text: fc.constantFrom('hello', 'damn', '<b>') }],
  [2, 'lag', { who, lagging: fc.boolean() }],
  [5, 'lose', { who, old, silent: fc.constantFrom(0, 0, 900, 4000) }],
  [1, 'watch', { who, open: fc.constantFrom(true, true, true, false) }],
  [2, 'gather', { group: fc.uniqueArray(who, { minLength: 1, maxLength: 4 }), bots: fc.nat(1) }],
  [1, 'hold', { who, room, ms: fc.integer({ min: 1, max: 10_000 }) }],
  [8, 'come', { who }],
  [1, 'release', { who }],
  [10, 'pass', { ms }],
];
const first = fc
  .tuple(who, opened, setup)
  .map(([who, { game, settings }, more]): Act => ({ act: 'open', who, game, more: { ...more, settings } }));
const act = fc.oneof(
  ...acts.map(([weight, name, parts]) => ({ weight, arbitrary: fc.record({ act: fc.constant(name), ...parts }) })),
  { weight: 2, arbitrary: first },
) as unknown as fc.Arbitrary<Act>;
/** The first room, who comes into it, and what happens then. */
const evening = fc.record({
  first,
  guests: fc.nat(4),
  steps: fc.array(act, { minLength: 10, maxLength: 80, size: 'max' }),
});

const isHost = (room: RoomHost, client: TestConnection) => room.holds(client) && room.room.hostId === client.player.id;
const ANSWER = 'the answer to room:join';
const LIST = 'the answer to lobby:watch';

/** A player and the clients that they have open, the newest last. Each client keeps to what the SDK does. */
class Guest {
  readonly id: string;
  readonly clients: TestConnection[] = [];
  /** The lines of the chat that came, since the player came into this room. */
  lines: number[] = [];
  inRoom: RoomHost | null = null;
  /** Where in what each client was told the lines have been read up to. */
  readonly #read = new Map<TestConnection, number>();

  constructor(id: string) {
    this.id = id;
  }

  client(old: boolean): TestConnection | undefined {
    return old ? this.clients[0] : this.clients.at(-1);
  }

  /** Takes in what came to this client while it was alive. */
  read(client: TestConnection): void {
    const from = this.#read.get(client) ?? 0;
    this.#read.set(client, client.told.length);
    for (const { event, news } of client.told.slice(from)) {
      const { id, at } = (event === 'chat:message' ? (news as { message: ChatMessage }).message : {}) as ChatMessage;
      if (event === 'chat:message' && at <= client.heard) this.lines.push(id);
    }
  }

  forget(room: RoomHost | null): void {
    this.inRoom = room;
    this.lines = [];
    for (const client of this.clients) this.#read.set(client, client.told.length);
  }
}

class Evening {
  #opened = 0;
  /** The same codes each time, so that a seed gives the same evening. */
  readonly world = new World({ drawCode: () => `CDFGH${CODE_ALPHABET[this.#opened++ % CODE_ALPHABET.length]}` });
  readonly guests = PLAYERS.map((id) => new Guest(id));

  guest = (id: string) => this.guests.find((one) => one.id === id)!;
  #live = () => [...this.world.rooms.all()];

  connect(guest: Guest): TestConnection {
    const tab = `tab ${guest.clients.length % 2} of ${guest.id}`;
    const client = this.world.connect(guest.id, { tab });
    guest.clients.push(client);
    return client;
  }

  do(step: Act): void {
    const { world } = this;
    const guest = 'who' in step ? this.guest(step.who) : this.guests[0]!;
    const client = guest.client('old' in step && step.old);
    switch (step.act) {
      case 'connect':
        if (guest.clients.length < 3) this.connect(guest);
        return;
      case 'open': {
        if (world.rooms.count >= MOST_ROOMS) return;
        const connection = client ?? this.connect(guest);
        const request = { game: step.game, visibility: 'public', ...step.more } as const;
        const opened = world.open(connection, request, connection);
        if (opened.ok) connection.tell(ANSWER as never, { room: opened.value.document } as never);
        return;
      }
      case 'join':
        this.join(guest, client ?? this.connect(guest), step.room, step.wish);
        return;
      case 'command':
        if (client) world.rooms.of(guest.id)?.command(client, step.command);
        return;
      case 'host': {
        const room = this.#live()[step.room];
        const host = room && this.guests.flatMap(({ clients }) => clients).find((one) => isHost(room, one));
        if (host) room.command(host, step.command);
        return;
      }
      case 'agree':
        this.agree(step.room);
        return;
      case 'input':
        if (client) wishFor(client, { seq: step.seq, tick: step.tick, raw: step.raw });
        return;
      case 'chat':
        world.rooms.of(guest.id)?.chat.say({ id: guest.id, name: guest.id }, step.text, undefined, () => {});
        return;
      case 'lag':
        if (client) world.rooms.of(guest.id)?.lagging(client, step.lagging);
        return;
      case 'lose':
        if (client) this.lose(guest, client, step.silent);
        return;
      case 'watch':
        if (client) this.watch(client, step.open);
        return;
      case 'gather':
        // As the server does: nobody is awaited in two places.
        if (step.group.some((id) => world.rooms.holding(id)) || world.rooms.count >= MOST_ROOMS) return;
        world.gather(step.group, {
          matchId: `gathered ${world.clock.now()}`,
          game: testGames.get('door')!,
          settings: { roundSeconds: 90, teams: 0 },
          bots: step.bots > 0 && step.group.length < 4 ? [{ level: 'easy', team: 0 }] : [],
        });
        return;
      case 'hold': {
        const room = this.#live()[step.room];
        if (world.rooms.holding(guest.id) || !room) return;
        room.hold([{ id: guest.id, name: guest.id }], world.clock.now() + step.ms);
        return;
      }
      case 'come': {
        const held = world.rooms.holding(guest.id);
        if (held) this.join(guest, client ?? this.connect(guest), this.#live().indexOf(held), { as: 'player' });
        return;
      }
      case 'release':
        world.rooms.holding(guest.id)?.release(guest.id);
        return;
      case 'pass':
        world.clock.advance(step.ms);
    }
  }

  join(guest: Guest, client: TestConnection, index: number, wish: JoinWish): void {
    const room = this.#live()[index];
    if (!room) return;
    const stays = guest.inRoom === room && isMember(room.room, guest.id);
    for (const one of guest.clients) guest.read(one);
    if (!stays) guest.forget(room);
    const chatAfter = guest.lines.at(-1);
    const joined = this.world.enter(client, room, { ...wish, chatAfter });
    if (joined.ok) client.tell(ANSWER as never, joined.value as never);
  }

  watch(client: TestConnection, open: boolean): void {
    const { liveList, rooms } = this.world;
    if (!open) liveList.unwatch(client);
    const found = open ? liveList.watch(client, {}, rooms.summaries()) : null;
    if (found?.ok) client.tell(LIST as never, { changed: found.value } as never);
  }

  agree(index: number): void {
    const room = this.#live()[index];
    if (!room) return;
    const clientOf = (id: string) => this.guest(id).clients.find((one) => room.holds(one));
    for (const seat of room.room.seats) {
      const client = seat.kind === 'human' && clientOf(seat.playerId);
      if (client) room.command(client, { kind: 'ready', ready: true });
    }
    const host = this.guests.flatMap(({ clients }) => clients).find((one) => isHost(room, one));
    if (host) room.command(host, { kind: 'start', matchId: `agreed ${this.world.clock.now()}` });
  }

  lose(guest: Guest, client: TestConnection, silent: number): void {
    client.silentSince = this.world.clock.now() - silent;
    guest.read(client);
    guest.clients.splice(guest.clients.indexOf(client), 1);
    this.world.lose(client);
  }

  /** What must hold whatever has happened. */
  look(): void {
    for (const guest of this.guests) {
      const room = this.world.rooms.of(guest.id);
      if (room) must(isMember(room.room, guest.id), 'a member of the own room');
      const others = this.#live().filter((one) => one !== room && isMember(one.room, guest.id));
      must(others.length <= (room?.room.gathering ? 1 : 0), 'one room each, and while a group gathers the old one');
      for (const other of others) must(!other.isOnline(guest.id), 'who has gone over is away from the old room');
      const holding = this.#live().filter((one) => holdOf(one.room, guest.id));
      must(this.world.rooms.holding(guest.id) === (holding[0] ?? null), 'where a seat is held is known');
      for (const client of guest.clients) guest.read(client);
      if (room !== guest.inRoom) guest.forget(room);
      const gap = guest.lines.findIndex((id, i) => i > 0 && id !== guest.lines[i - 1]! + 1);
      must(gap < 0, `[RM-6] every line once and in order: ${guest.id} got ${guest.lines}`);
      for (const client of guest.clients) this.lookAt(client, room);
    }
    for (const room of this.#live()) {
      must(humansOf(room.room).length + holdsOf(room.room).length > 0, 'no room for nobody');
      for (const { playerId, awaySince } of humansOf(room.room)) {
        must(room.isOnline(playerId) === (awaySince === null), `${playerId} is away, or is there`);
      }
    }
  }

  lookAt(client: TestConnection, room: RoomHost | null): void {
    const of = (prefix: string) => [...client.channels].filter((channel) => channel.startsWith(prefix));
    const holds = room?.holds(client) ?? false;
    must(of('room:').join() === (holds ? `room:${room!.room.code}` : ''), `[ID-5] in the channel of its room alone`);
    const playing = holds && room!.room.status === 'playing';
    must(of('ticks:').length === (playing ? 1 : 0), `ticks of one view, while a match runs: ${of('ticks:')}`);
    if (!holds) return;
    const told = client.told.findLast(({ event }) => event === 'room:update' || event === ANSWER)?.news;
    const { version } = (told as { room: { version: number } }).room;
    must(version === room!.room.version, `the newest room is known: ${version} of ${room!.room.version}`);
  }

  get publicRooms(): string {
    return inOrder([...this.world.rooms.summaries()].filter(({ visibility }) => visibility === 'public'));
  }

  /** `[RM-2]` The list as this client knows it is that of the public rooms. */
  lookAtList(client: TestConnection): void {
    const listed = new Map<string, RoomSummary>();
    for (const { event, news } of client.told) {
      if (event === LIST) listed.clear();
      if (event !== LIST && event !== 'lobby:rooms') continue;
      const { changed, removed = [] } = news as { changed: RoomSummary[]; removed?: string[] };
      for (const room of changed) listed.set(room.code, room);
      for (const code of removed) listed.delete(code);
    }
    const known = inOrder(listed.values());
    must(known === this.publicRooms, `the list: ${known}, not ${this.publicRooms}`);
  }

  /** Everyone goes, half of them with a word. */
  end(): void {
    const { world } = this;
    const watchers = this.guests.flatMap(({ clients }) => clients.filter(watches));
    const before = this.publicRooms;
    world.clock.advance(FLUSH_MS);
    // What changed within this time may not have been told yet.
    if (before === this.publicRooms) for (const watcher of watchers) this.lookAtList(watcher);
    for (const [index, guest] of this.guests.entries()) {
      for (const client of guest.clients) {
        if (index % 2 === 0) world.rooms.of(guest.id)?.command(client, { kind: 'leave' });
      }
      if (index % 2 === 1) for (const client of [...guest.clients]) this.lose(guest, client, 0);
    }
    this.look();
    for (let waited = 0; world.rooms.count > 0 && waited < LONGEST_WAIT_MS; waited += 5000) world.clock.advance(5000);
    world.clock.advance(1000);
    must(world.rooms.count === 0, 'no room is left');
    for (const watcher of watchers) {
      if (watcher.open) this.lookAtList(watcher);
      world.liveList.unwatch(watcher);
    }
    world.clock.advance(FLUSH_MS);
    for (const { id, clients } of this.guests) {
      must(world.rooms.of(id) === null, `${id} is nowhere`);
      for (const client of clients) {
        const left = [...client.channels].filter((channel) => !/^(player|mutes):/.test(channel));
        must(left.length === 0, `${client.id} still listens to ${left}`);
      }
    }
    must(world.clock.pending === 0, `${world.clock.pending} timers are left`);
    const faults = world.logged.filter(({ level, event }) => Number(level) >= 50 && event !== 'match-aborted');
    must(faults.length === 0, JSON.stringify(faults));
  }
}

const inOrder = (rooms: Iterable<RoomSummary>) => JSON.stringify([...rooms].sort((a, b) => (a.code < b.code ? -1 : 1)));
const watches = (client: TestConnection) => [...client.channels].some((channel) => channel.startsWith('lobby:'));

/** `[TK-1]` Ticks of a match come after its start, each with the next seq, and none after its end. */
function ticksInOrder(client: TestConnection): void {
  let next: number | null = null;
  const startAt = (match: { keyframe: unknown } | undefined) => (match ? (match.keyframe as JsonTick).seq + 1 : null);
  for (const { event, news } of client.told) {
    if (event === 'match:start' || event === ANSWER) next = startAt((news as { match?: { keyframe: unknown } }).match);
    if (event === 'match:end' || event === 'room:closed') next = null;
    if (event !== 'match:tick') continue;
    const { seq } = news as JsonTick;
    must(seq === next, `${client.id}: tick ${seq}, not ${next}`);
    next = seq + 1;
  }
}

function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

test(`${RUNS} random evenings leave everyone knowing the room as it is, and nothing behind`, {
  timeout: RUNS * 500,
}, () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(evening, ({ first, guests, steps }) => {
      const all = new Evening();
      all.do(first);
      for (const guest of all.guests.slice(0, guests)) all.join(guest, all.connect(guest), 0, { as: 'player' });
      const clients = new Set<TestConnection>();
      for (const step of steps) {
        all.do(step);
        for (const guest of all.guests) for (const client of guest.clients) clients.add(client);
        all.look();
      }
      all.end();
      for (const client of clients) {
        ticksInOrder(client);
        for (const { event, news } of client.told) {
          const back = event === 'room:closed' && (news as { back?: string }).back !== undefined;
          for (const one of back ? [event, 'back'] : [event]) reached.set(one, (reached.get(one) ?? 0) + 1);
        }
      }
      for (const { event } of all.world.logged) reached.set(event, (reached.get(event) ?? 0) + 1);
    }),
    { numRuns: RUNS },
  );
  const rare = [
    'room:kicked',
    'room:closed',
    'back',
    'group-scattered',
    'session:replaced',
    'match:start',
    'match:end',
    'match:seats',
    'player-back',
  ];
  for (const event of [...rare, 'lobby:rooms', 'match-aborted'])
    expect(reached.get(event), event).toBeGreaterThan(RUNS / 100);
});
