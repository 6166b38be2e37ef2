import { expect, test } from 'vitest';
import { seedFrom } from '../../shared/core/rng.ts';
import { games } from '../../shared/games/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { BIDDING, type DiceInput, type DiceState, OVER, REVEAL } from '../../shared/games/liars-dice/state.ts';
import { gather, granted, hear, JSON_TICKS, PATIENT, settled, startTogether, turn } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { joinAs } from '../support/stockClient.ts';
import { type TestConnection, World, wish } from '../support/testRooms.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** Liar's Dice as it goes over the wire: what is hidden stays so, to the byte, and nothing is sent while nothing happens. */
type Seen = Pick<DiceState, 'phase' | 'round' | 'turn' | 'bidSeat' | 'bidCount' | 'bidFace' | 'tick'> & {
  players: { active: number; dice: number; d0: number }[];
};
type Tick = { seq: number; tick: number; acks: number[]; state: Seen };

/** A legal move that looks at nobody's dice: a die more each time, until that is more than there should be. */
function scripted({ bidSeat, bidCount, bidFace, players }: Seen): DiceInput {
  const total = players.reduce((sum, { dice }) => sum + dice, 0);
  if (bidSeat >= 0 && bidCount + 1 > total / 2) return { kind: 'call' };
  return { kind: 'bid', count: bidSeat < 0 ? 1 : bidCount + 1, face: bidSeat < 0 ? 3 : bidFace };
}

/** A table whose round `round` gets one die of seat 0 turned to another face, unseen; without one, all is as it fell. */
function tableWith(seed: number, tamper: { round: number; by: number } | null, spectatorDelay: number) {
  let done = false;
  const touch = (state: DiceState) => {
    const { d0 } = state.players[0]!;
    if (done || !tamper || state.round !== tamper.round || state.phase !== BIDDING || d0 === 0) return;
    state.players[0]!.d0 = 1 + ((d0 - 1 + tamper.by) % 6);
    done = true;
  };
  const game: typeof liarsDice = {
    ...liarsDice,
    setup(state, settings, seats, teams) {
      liarsDice.setup(state, settings, seats, teams);
      touch(state);
    },
    step(state, inputs, settings) {
      liarsDice.step(state, inputs, settings);
      touch(state);
    },
  };
  const world = new World({
    games: new Map([[game.id, game]]),
    drawCode: () => 'CDFGHJ',
    drawSeed: () => seedFrom(seed),
  });
  const [ann, ben, cid] = [
    world.connect('ann'),
    world.connect('ben', { ticks: 'packed' }),
    world.connect('cid', { ticks: 'json' }),
  ];
  const watchers = [world.connect('eve', { ticks: 'packed' }), world.connect('dan', { ticks: 'json' })];
  const room = world.create(ann, { game: 'liars-dice', settings: { dice: 2 }, spectatorDelay });
  for (const one of [ben, cid]) world.join(one, room.room.code);
  for (const one of watchers) world.join(one, room.room.code, 'spectator');
  room.command(ann, { kind: 'bot', seat: 3, level: 'hard' });
  for (const one of [ann, ben, cid]) room.command(one, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(3000);
  const seqs = [0, 0, 0];
  const seen = (): Seen => (ann.last('match:tick') ?? ann.last('match:start').match.keyframe).state;
  return {
    world,
    ann,
    others: [ben, cid, ...watchers],
    seen,
    /** Half a second, and the move of the human whose turn it is. */
    goOn() {
      world.clock.advance(500);
      const state = seen();
      const human = [ann, ben, cid][state.turn];
      if (state.phase === BIDDING && human)
        expect(wish(human, { seq: ++seqs[state.turn]!, raw: scripted(state) }).ok, 'a legal move').toBe(true);
    },
  };
}

const told = (one: TestConnection) => JSON.stringify(one.told);

for (const [what, spectatorDelay] of [
  ['', 0],
  [', spectators late by two seconds', 2],
] as const) {
  test(`[TK-5] two tables that differ in one hidden die: every byte to other seats and spectators is the same until it lies open${what}`, () => {
    let compared = 0;
    for (let seed = 1; seed <= 24; seed++) {
      const round = 1 + (seed % 3);
      const plain = tableWith(seed, null, spectatorDelay);
      const tampered = tableWith(seed, { round, by: 1 + (seed % 5) }, spectatorDelay);
      for (let i = 0; i < 2000; i++) {
        const { phase, round: now, players } = tampered.seen();
        if (phase === OVER || (now === round && phase === REVEAL)) break;
        if (now === round && players[0]!.dice > 0) {
          expect(told(tampered.ann), `seed ${seed}: the one who has it sees it`).not.toBe(told(plain.ann));
          compared++;
        }
        for (const [j, other] of tampered.others.entries())
          expect(told(other), `seed ${seed}, ${other.player.id}`).toBe(told(plain.others[j]!));
        plain.goOn();
        tampered.goOn();
      }
    }
    expect(compared, 'there were rounds to compare').toBeGreaterThan(100);
  });
}

test('[TK-5] a match of one human and three bots, by JSON alone: nobody’s dice but one’s own until a call, and an end', async () => {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer(PATIENT, { clock, games });
  const { code, players, host } = await gather(url, ['Ann'], {
    game: 'liars-dice',
    settings: { dice: 2, turnSeconds: 120 },
  });
  const watcher = await joinAs(url, 'Wim', JSON_TICKS);
  await granted(watcher, 'room:join', { code, as: 'spectator' });
  for (const [i, level] of ['easy', 'normal', 'hard'].entries())
    await granted(host, 'room:bot', { seat: i + 1, level });
  const starts = hear(host, 'match:start');
  const ends = hear(host, 'match:end');
  const ticks: Tick[] = hear(host, 'match:tick');
  const watched: Tick[] = hear(watcher, 'match:tick');
  await startTogether(players);
  await turn(clock, 200);
  await expect.poll(() => starts).toHaveLength(1);
  const now = (): Tick => ticks.at(-1) ?? starts[0].match.keyframe;
  const isMine = () => now().state.phase === BIDDING && now().state.turn === 0;
  let seq = 0;
  let heldStill = false;
  for (let i = 0; ends.length === 0; i++) {
    expect(i, 'it comes to an end').toBeLessThan(20_000);
    clock.advance(100);
    await settled(host);
    if (!isMine() || ends.length > 0) continue;
    if (!heldStill) {
      heldStill = true;
      const before = ticks.length;
      await turn(clock, 60_000, 1000);
      await settled(host);
      expect(ticks.length - before, 'a minute in which nothing happens').toBeLessThanOrEqual(1);
    }
    const move = scripted(now().state);
    expect(await host.call('match:input', ++seq, move)).toEqual({ ok: true });
    const acked = () => (now().acks[0] ?? 0) >= seq || ends.length > 0;
    for (let waits = 0; !acked(); waits++) {
      expect(waits).toBeLessThan(100);
      clock.advance(20);
      await settled(host);
    }
  }
  const { outcome } = ends[0];
  expect(outcome.kind).toBe('finished');
  expect(outcome.placements.map(({ place }: { place: number }) => place)).toEqual([1, 2, 3, 4]);
  expect(seq).toBeGreaterThan(0);
  await settled(watcher);

  expect(ticks.map((tick) => tick.seq)).toEqual(Array.from({ length: ticks.length }, (_, i) => i + 1));
  for (const [i, { tick }] of ticks.entries()) expect(tick).toBeGreaterThan(ticks[i - 1]?.tick ?? 0);
  const story = ({ state }: Tick) =>
    [state.phase, state.round, state.turn, state.bidSeat, state.bidCount, state.bidFace].join();
  const happenings = new Set(ticks.map(story)).size;
  // One for each happening, one when a bot may have thought, one for each of the human's inputs.
  expect(ticks.length).toBeLessThanOrEqual(2 * happenings + seq + 2);
  for (const { state } of ticks)
    for (const [seat, { dice, d0 }] of state.players.entries())
      if (state.phase === BIDDING) expect(d0 > 0, `seat ${seat}`).toBe(seat === 0 && dice > 0);
  const hidden = watched.filter(({ state }) => state.phase === BIDDING);
  expect(hidden.every(({ state }) => state.players.every(({ d0 }) => d0 === 0))).toBe(true);
  const open = ticks.find(({ state }) => state.phase === REVEAL)!;
  expect(open.state.players.slice(0, 4).every(({ dice, d0 }) => dice === 0 || d0 > 0)).toBe(true);
});

test('[TK-3] out of turn, too low, or more dice than there are: a bid changes nothing', async () => {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer(PATIENT, { clock, games });
  const { players } = await gather(url, ['Ann', 'Ben'], { game: 'liars-dice', settings: { dice: 1 } });
  const starts = players.map((player) => player.next('match:start'));
  await startTogether(players);
  await turn(clock, 200);
  const { keyframe } = (await starts[0]!).match;
  const [first, second] = keyframe.state.turn === 0 ? players : ([players[1], players[0]] as const);
  const ticks: Tick[] = hear(first, 'match:tick');
  const input = async (player: typeof first, seq: number, wish: DiceInput) => {
    expect(await player.call('match:input', seq, wish)).toEqual({ ok: true });
    await turn(clock, 40, 20);
    await settled(...players);
    const { bidSeat, bidCount, bidFace, phase } = ticks.at(-1)!.state;
    return [phase, bidSeat, bidCount, bidFace];
  };
  const seat = keyframe.state.turn;
  expect(await input(second, 1, { kind: 'bid', count: 1, face: 2 }), 'not the turn').toEqual([0, -1, 0, 0]);
  expect(await input(first, 1, { kind: 'call' }), 'nothing to call').toEqual([0, -1, 0, 0]);
  expect(await input(first, 2, { kind: 'bid', count: 3, face: 2 }), 'two dice').toEqual([0, -1, 0, 0]);
  expect(await input(first, 3, { kind: 'bid', count: 1, face: 4 })).toEqual([0, seat, 1, 4]);
  expect(await input(second, 2, { kind: 'bid', count: 1, face: 4 }), 'no higher').toEqual([0, seat, 1, 4]);
  expect(await input(second, 3, { kind: 'call' })).toEqual([1, seat, 1, 4]);
});
