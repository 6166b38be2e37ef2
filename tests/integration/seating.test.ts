import { expect, test } from 'vitest';
import {
  gather,
  granted,
  hear,
  JSON_TICKS,
  PATIENT,
  quickGames,
  settled,
  startMatch,
  startTogether,
  turn,
  turnUntil,
} from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { joinAs, type StockPlayer } from '../support/stockClient.ts';
import { testGames } from '../support/testGame.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** Who sits where, who watches, who comes late, and who is on whose side. */
interface Seat {
  index: number;
  kind: string;
  playerId?: string;
  name?: string;
  team?: number;
  wants?: number;
  ready: boolean;
}
const namesOf = (room: { seats: Seat[] }) => room.seats.map(({ kind, name }) => (kind === 'human' ? name : kind));
/** The room as this member knows it by now. */
const roomOf = async (player: StockPlayer, code: string) => (await granted(player, 'room:join', { code })).room;

test('[RM-1] a move to a free seat, and to a bot’s, who changes places', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], { maxPlayers: 4 });
  await granted(host, 'room:bot', { seat: 3, level: 'hard' });
  const moved = players[1].next('room:update', ({ room }) => room.seats[2].playerId === host.id);
  await granted(host, 'room:seat', { seat: 2 });
  expect(namesOf((await moved).room)).toEqual(['empty', 'Ben', 'Ann', 'bot']);
  await granted(host, 'room:seat', { seat: 3 });
  const room = await roomOf(host, code);
  expect(namesOf(room)).toEqual(['empty', 'Ben', 'bot', 'Ann']);
  expect(room.seats[2].level).toBe('hard');
  expect((await host.call('room:seat', { seat: 4 })).error).toMatchObject({
    code: 'input/invalid',
    issues: [{ path: 'seat' }],
  });
});

test('[RM-1] two change places by mutual wish; a wish shows, can be taken back, and goes with the one it was for', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const [, ben, cid] = players;
  const asked = ben.next('room:update', ({ room }) => room.seats[0].wants === 1);
  await granted(host, 'room:seat', { seat: 1 });
  expect(namesOf((await asked).room).slice(0, 3), 'nothing has happened yet').toEqual(['Ann', 'Ben', 'Cid']);
  await granted(ben, 'room:seat', { seat: 0 });
  let room = await roomOf(host, code);
  expect(namesOf(room).slice(0, 3)).toEqual(['Ben', 'Ann', 'Cid']);
  expect(room.seats.some(({ wants }: Seat) => wants !== undefined)).toBe(false);

  await granted(host, 'room:seat', { seat: 2 });
  await granted(host, 'room:seat', { seat: 1 });
  expect((await roomOf(host, code)).seats[1].wants, 'taken back').toBeUndefined();
  await granted(host, 'room:seat', { seat: 2 });
  await granted(cid!, 'room:leave');
  room = await roomOf(host, code);
  expect(namesOf(room).slice(0, 3)).toEqual(['Ben', 'Ann', 'empty']);
  expect(room.seats[1].wants, 'nobody is there to answer').toBeUndefined();
});

test('[RM-1] to watch, and back: to the first free seat or a named one, and to none that is taken', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], { maxPlayers: 2 });
  const newcomer = await joinAs(url, 'Cid');
  await granted(players[1], 'room:seat', { as: 'spectator' });
  const watching = await roomOf(host, code);
  expect(namesOf(watching)).toEqual(['Ann', 'empty']);
  expect(watching.spectators).toEqual([{ playerId: players[1].id, name: 'Ben' }]);
  await granted(newcomer, 'room:join', { code });
  expect((await players[1].call('room:seat', { as: 'player' })).error.code).toBe('room/full');
  await granted(newcomer, 'room:seat', { as: 'spectator' });
  await granted(players[1], 'room:seat', { as: 'player', seat: 1 });
  const back = await roomOf(host, code);
  expect(namesOf(back)).toEqual(['Ann', 'Ben']);
  expect(back.spectators).toEqual([{ playerId: newcomer.id, name: 'Cid' }]);
});

test('[RM-1] a change of places stops the countdown', async () => {
  const { url } = await useServer({}, { timing: { countdown: 60_000 } });
  const { players, host } = await gather(url, ['Ann', 'Ben']);
  const counting = host.next('room:update', ({ room }) => room.status === 'countdown');
  await startTogether(players);
  await counting;
  const stopped = host.next('room:update', ({ room }) => room.status === 'lobby');
  await granted(players[1], 'room:seat', { seat: 5 });
  await stopped;
});

test('[RM-1] [TK-3] who joins a running match of a game that lets people in plays at once, and the others are told', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 60 } });
  const [{ matchId }] = await startMatch(players);
  const told = host.next('match:seats');
  const late = await joinAs(url, 'Late', JSON_TICKS);
  const joined = await late.call('room:join', { code });
  expect(joined).toMatchObject({ ok: true, seat: 2, match: { matchId } });
  const seats = [{ name: 'Ann' }, { name: 'Ben' }, { seat: 2, name: 'Late', kind: 'human', playerId: late.id }];
  expect(joined.match.seats).toMatchObject(seats);
  expect(await told).toMatchObject({ matchId, seats });
  expect(await late.call('match:input', 1, { thrust: 64, dash: false })).toEqual({ ok: true });
  const moved = await host.next('match:tick', ({ acks }) => acks[2] === 1);
  expect(moved.state.players[2]).toMatchObject({ active: 1, thrust: 64 });

  await granted(players[1], 'room:leave');
  const heir = await joinAs(url, 'Heir', JSON_TICKS);
  const inherited = await heir.call('room:join', { code });
  expect(inherited.seat, 'the place of the bot of one who left').toBe(1);
  expect(inherited.match.seats).toHaveLength(3);
  const seq = inherited.match.keyframe.acks[1] + 1;
  expect(await heir.call('match:input', seq, { thrust: 0, dash: false })).toEqual({ ok: true });
});

test('[RM-1] who joins a running match of a game that lets nobody in watches until the next, in a seat', async () => {
  const { url } = await useServer({}, { games: testGames });
  const room = { game: 'counter', settings: { roundSeconds: 1 } };
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], room);
  await startMatch(players);
  const late = await joinAs(url, 'Late', JSON_TICKS);
  const joined = await late.call('room:join', { code });
  expect(joined).toMatchObject({ ok: true, seat: 2 });
  expect(joined.match.seats).toHaveLength(2);
  expect((await late.next('match:tick')).state.players).toHaveLength(4);
  expect((await late.call('match:input', 1, { add: 1 })).error.code).toBe('room/wrong-status');
  const { outcome } = await late.next('match:end');
  expect(outcome.placements).toHaveLength(2);
  const again = late.next('match:start');
  for (const player of [host, players[1], late]) await granted(player, 'room:rematch');
  expect((await again).match.seats).toHaveLength(3);
});

test('[RM-1] who stands up in mid-match watches it on, a bot plays the seat, and who sits down again plays', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 60 } });
  await startMatch(players);
  const ben = players[1];
  const watching = ben.next('match:start');
  await granted(ben, 'room:seat', { as: 'spectator' });
  expect((await watching).match.keyframe.state.players[1].active).toBe(1);
  expect((await ben.call('match:input', 1, { thrust: 0, dash: false })).error.code).toBe('room/wrong-status');
  await ben.next('match:tick', ({ state }) => state.players[1].thrust !== -1);
  const playing = ben.next('match:start');
  expect((await ben.call('room:seat', { seat: 1, as: 'player' })).ok).toBe(true);
  const { match } = await playing;
  expect(match.seats[1].playerId).toBe(ben.id);
  const seq = match.keyframe.acks[1] + 1;
  expect(await ben.call('match:input', seq, { thrust: 32, dash: false })).toEqual({ ok: true });
  await host.next('match:tick', ({ acks, state }) => acks[1] === seq && state.players[1].thrust === 32);
  expect((await ben.call('room:seat', { seat: 3 })).error.code, 'seats are for between matches').toBe(
    'room/wrong-status',
  );
  expect(namesOf(await roomOf(host, code)).slice(0, 2)).toEqual(['Ann', 'Ben']);
});

test('[RM-1] teams: sides are even, can be changed, one side alone cannot start, and the result counts sides', async () => {
  const { url } = await useServer({}, { games: quickGames });
  const room = { settings: { roundSeconds: 1, teams: 'two' }, maxPlayers: 4 };
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid', 'Dee'], room);
  const sides = async () => (await roomOf(host, code)).seats.map(({ team }: Seat) => team);
  expect((await roomOf(host, code)).teams).toBe(2);
  expect(await sides()).toEqual([0, 1, 0, 1]);
  for (const player of players) await granted(player, 'room:seat', { team: 1 });
  expect(await sides()).toEqual([1, 1, 1, 1]);
  for (const player of players) await granted(player, 'room:ready', { ready: true });
  expect((await host.call('room:start', {})).error).toMatchObject({
    code: 'room/wrong-status',
    message: expect.stringContaining('team'),
  });
  expect((await players[3]!.call('room:seat', { team: 2 })).error.code).toBe('input/invalid');
  await granted(host, 'room:seat', { team: 0 });
  const end = host.next('match:end');
  const [{ seats }] = await startMatch(players);
  expect(seats.map(({ team }: Seat) => team)).toEqual([0, 1, 1, 1]);
  const { outcome } = await end;
  const placeOf = (team: number) =>
    new Set(outcome.placements.flatMap((one: Seat & { place: number }) => (one.team === team ? [one.place] : [])));
  expect([placeOf(0).size, placeOf(1).size], 'a side has one place').toEqual([1, 1]);

  await granted(host, 'room:configure', { settings: { teams: 'none' } });
  const without = await roomOf(host, code);
  expect(without.teams).toBeUndefined();
  expect(without.seats[0].team).toBeUndefined();
});

test('[RM-1] spectators see every tick by their delay late, the keyframe at joining too; players and the end are not late', async () => {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer(PATIENT, { games: testGames, clock });
  const room = { game: 'counter', settings: { roundSeconds: 8 }, spectatorDelay: 3 };
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], room);
  const watcher = await joinAs(url, 'Wim', JSON_TICKS);
  await granted(watcher, 'room:join', { code, as: 'spectator' });
  const [live, late] = [hear(host, 'match:tick'), hear(watcher, 'match:tick')];
  const starts = Promise.all([host, watcher].map((player) => player.next('match:start')));
  await startTogether(players);
  await turnUntil(clock, starts);
  const seqs = (ticks: { seq: number }[]) => ticks.map(({ seq }) => seq);
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  await turn(clock, 2800);
  await settled(host, watcher);
  expect(live.length).toBeGreaterThan(50);
  expect(late, 'nothing before the delay').toEqual([]);

  await turn(clock, 2000);
  await settled(host, watcher);
  expect(seqs(live)).toEqual(upTo(live.length));
  expect(seqs(late)).toEqual(upTo(late.length));
  expect(live.length - late.length, 'three seconds at twenty ticks').toBe(60);
  expect(late).toEqual(live.slice(0, late.length));

  const second = await joinAs(url, 'Zoe', JSON_TICKS);
  const { match } = await granted(second, 'room:join', { code, as: 'spectator' });
  expect(match.keyframe.seq).toBe(late.length);
  expect(match.keyframe.state).toEqual(late.at(-1).state);
  expect((await second.call('match:resync', {})).keyframe.seq, 'nor is there a way round it').toBe(late.length);
  await granted(players[1], 'room:seat', { as: 'spectator' });
  expect((await players[1].call('match:resync', {})).keyframe.seq, 'who stands up sees no more than others').toBe(
    late.length,
  );

  const ends = Promise.all([host, watcher, second].map((player) => player.next('match:end')));
  const outcomes = await turnUntil(clock, ends);
  expect(new Set(outcomes.map((end) => JSON.stringify(end))).size).toBe(1);
  expect(live).toHaveLength(160);
  expect(late.length).toBeLessThanOrEqual(101);
});

test('[RM-1] a series of three: the standing grows, and who has won two has it; the next match begins another', async () => {
  const { url } = await useServer({}, { games: testGames });
  const room = { game: 'counter', settings: { roundSeconds: 1 }, bestOf: 3 };
  const { players, host } = await gather(url, ['Ann', 'Ben'], room);
  const play = async (winner: number) => {
    const ended = host.next('match:end');
    await startMatch(players);
    const results = host.next('room:update', (news) => news.room.status === 'results');
    await players[winner]!.call('match:input', 1, { add: 5 });
    await ended;
    return (await results).room.series;
  };
  const first = await play(1);
  expect(first).toMatchObject({ played: 1, decided: false, standing: [{ name: 'Ben', wins: 1 }, { wins: 0 }] });
  const second = await play(0);
  expect(second).toMatchObject({ played: 2, decided: false, standing: [{ wins: 1 }, { wins: 1 }] });
  const third = await play(1);
  expect(third).toEqual({
    played: 3,
    decided: true,
    standing: [
      { seat: 1, name: 'Ben', playerId: players[1].id, wins: 2 },
      { seat: 0, name: 'Ann', playerId: host.id, wins: 1 },
    ],
  });
  const fourth = await play(0);
  expect(fourth).toMatchObject({ played: 1, decided: false, standing: [{ name: 'Ann', wins: 1 }, { wins: 0 }] });
  const forgotten = host.next('room:update', (news) => news.room.bestOf === 5);
  await granted(host, 'room:configure', { bestOf: 5 });
  expect((await forgotten).room.series).toBeUndefined();
});

test('[RM-4] at most 32 watch, and they take no seats', async () => {
  const { url } = await useServer();
  const { code, host } = await gather(url, ['Ann'], { maxPlayers: 2 });
  const watchers = await Promise.all(Array.from({ length: 33 }, (_, i) => joinAs(url, `W${i}`)));
  const answers = await Promise.all(watchers.map((one) => one.call('room:join', { code, as: 'spectator' })));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(32);
  expect(answers.find(({ ok }) => !ok).error.code).toBe('room/full');
  const room = await roomOf(host, code);
  expect([room.spectators.length, namesOf(room)]).toEqual([32, ['Ann', 'empty']]);
});
