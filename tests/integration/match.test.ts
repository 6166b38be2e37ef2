import { expect, test } from 'vitest';
import { useServer } from '../support/server.ts';
import { joinAs, type StockPlayer } from '../support/stockClient.ts';

const json = { ticks: 'json' };

async function startTogether(host: StockPlayer, others: StockPlayer[]): Promise<void> {
  for (const player of [host, ...others])
    expect(await player.call('room:ready', { ready: true })).toEqual({ ok: true });
  expect(await host.call('room:start', {})).toEqual({ ok: true });
}

test('[TK-1] a private room of 2 humans and 6 bots, by the contract alone: every seq once and in order, 30 a second, to match:end', async () => {
  const { url } = await useServer();
  const host = await joinAs(url, 'Ann', json);
  const guest = await joinAs(url, 'Ben', json);
  const created = await host.call('room:create', {
    game: 'comet',
    visibility: 'private',
    settings: { roundSeconds: 5 },
  });
  expect(created).toMatchObject({
    ok: true,
    room: { status: 'lobby', hostId: host.id, visibility: 'private', settings: { roundSeconds: 5 } },
  });
  const { code } = created.room;
  const joined = await guest.call('room:join', { code: ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} ` });
  expect(joined).toMatchObject({ ok: true, seat: 1, room: { code } });
  for (let seat = 2; seat < 8; seat++)
    expect(await host.call('room:bot', { seat, level: 'normal' })).toEqual({ ok: true });

  const seen: { seq: number; tick: number; acks: number[]; state: { players: { score: number; x: number }[] } }[] = [];
  const times: number[] = [];
  guest.socket.on('match:tick', (tick) => {
    seen.push(tick);
    times.push(performance.now());
  });
  const started = guest.next('match:start');
  const ended = guest.next('match:end');
  await startTogether(host, [guest]);
  const { match } = await started;
  expect(match).toMatchObject({
    game: 'comet',
    tickRate: 30,
    settings: { roundSeconds: 5 },
    epoch: 1,
    keyframe: { seq: 0, tick: 0 },
  });
  expect(match.seats).toHaveLength(8);

  guest.socket.emit('match:input', 1, { thrust: 0, dash: false });
  const { outcome, matchId } = await ended;
  expect(matchId).toBe(match.matchId);
  expect(outcome.kind).toBe('finished');
  expect(outcome.placements).toHaveLength(8);
  expect(outcome.placements[0].place).toBe(1);

  expect(seen.map((tick) => tick.seq)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
  const rate = (1000 * (times.length - 1)) / (times.at(-1)! - times[0]!);
  expect(rate).toBeGreaterThan(29.5);
  expect(rate).toBeLessThan(30.5);
  expect(seen.at(-1)!.acks[1]).toBe(1);
});
