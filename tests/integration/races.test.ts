import { expect, test } from 'vitest';
import { gather, granted } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { joinAs, type StockPlayer } from '../support/stockClient.ts';

/** Many who want the same thing in the same instant. */
async function crowd(url: string, size: number): Promise<StockPlayer[]> {
  const players: StockPlayer[] = [];
  for (let i = 0; i < size; i += 50)
    players.push(...(await Promise.all(Array.from({ length: Math.min(50, size - i) }, () => joinAs(url)))));
  return players;
}

test('[RM-4] 200 clients and one free seat: one gets it, 199 get room/full', async () => {
  const { url, rooms } = await useServer();
  const { code, host } = await gather(url, ['Ann', 'Ben'], { maxPlayers: 3 });
  const players = await crowd(url, 200);
  const answers = await Promise.all(players.map((player) => player.call('room:join', { code })));
  const winners = players.filter((_, i) => answers[i].ok);
  expect(winners).toHaveLength(1);
  expect(answers.filter(({ error }) => error?.code === 'room/full')).toHaveLength(199);
  const { room } = await granted(host, 'room:join', { code });
  expect(room.seats.map(({ playerId }: { playerId: string }) => playerId)[2]).toBe(winners[0]!.id);
  expect(room.seats).toHaveLength(3);
  const inARoom = players.filter(({ id }) => rooms.of(id) !== null);
  expect(inARoom, 'who was refused is in no room').toEqual(winners);
});

test('[RM-4] 40 come, go and change seats at once: never two in one seat, and the host is in the room', async () => {
  const { url, rooms } = await useServer();
  const { code, host } = await gather(url, ['Ann'], { maxPlayers: 8 });
  const players = await crowd(url, 40);
  host.socket.on('room:update', ({ room }) => {
    const seated = room.seats.flatMap(({ playerId }: { playerId?: string }) => playerId ?? []);
    expect(new Set(seated).size).toBe(seated.length);
    expect(room.seats).toHaveLength(8);
    const members = [...seated, ...room.spectators.map(({ playerId }: { playerId: string }) => playerId)];
    expect(members).toContain(room.hostId);
  });
  await Promise.all(
    players.map(async (player, i) => {
      for (let round = 0; round < 5; round++) {
        await player.call('room:join', { code, as: (i + round) % 3 === 0 ? 'spectator' : 'player' });
        await player.call('room:seat', { seat: (i * 5 + round) % 8 });
        await player.call('room:seat', { as: round % 2 === 0 ? 'spectator' : 'player' });
        if ((i + round) % 2 === 0) await player.call('room:leave', {});
      }
    }),
  );
  const { room } = await granted(host, 'room:join', { code });
  for (const { playerId } of [...room.seats, ...room.spectators])
    if (playerId) expect(rooms.of(playerId)?.room.code).toBe(code);
  const counted = players.filter(({ id }) => rooms.of(id) !== null).length + 1;
  const members = room.seats.filter(({ kind }: { kind: string }) => kind === 'human').length + room.spectators.length;
  expect(members).toBe(counted);
});

test('[RM-4] one player who joins two rooms at the same time is in one of them', async () => {
  const { url, rooms } = await useServer();
  const [one, two] = [await gather(url, ['Ann']), await gather(url, ['Ben'])];
  const player = await joinAs(url);
  for (let round = 0; round < 50; round++) {
    const answers = await Promise.all([one, two].map(({ code }) => player.call('room:join', { code })));
    expect(answers.map((answer) => answer.error?.code ?? 'granted')).toEqual(['granted', 'room/already-in-another']);
    expect(rooms.of(player.id)?.room.code).toBe(one.code);
    await granted(player, 'room:leave');
  }
});
