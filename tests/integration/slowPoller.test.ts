import { expect, test } from 'vitest';
import { gather, granted, PATIENT, startTogether, turn } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { newSession } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** Thirteen JSON ticks of Comet Clash are more than a connection may be owed: they pass a late poll by, and cost nothing else. */
test.each([400, 500, 1000, 2000])(
  '[TK-2] who polls for JSON ticks and pauses for %i ms misses some, and stays',
  async (pause) => {
    const clock = new VirtualClock(Date.now());
    const server = await useServer(PATIENT, { clock });
    const { host, code, players } = await gather(server.url, ['Hanna'], { settings: { roundSeconds: 60 } });
    for (let seat = 1; seat < 8; seat++) await granted(host, 'room:bot', { seat, level: 'normal' });
    const { token } = await newSession(server.url, 'Pol');
    const base = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(base)).text()).slice(1));
    const url = `${base}&sid=${sid}`;
    const post = (body: string) => fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
    await post(`40/game,${JSON.stringify({ token, ticks: 'json' })}`);
    await (await fetch(url)).text();
    await post(`42/game,1["room:join",{"code":"${code}","as":"spectator"}]`);
    await startTogether(players);
    await turn(clock, 200);
    for (let i = 0; i < 5; i++) {
      expect((await fetch(url)).status).toBe(200);
      await turn(clock, pause);
    }
    expect(server.logged.filter(({ event }) => event === 'slow-dropped')).toEqual([]);
  },
);
