import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Rng } from '../../shared/core/rng.ts';
import type { Room } from '../../shared/lobby/room.ts';
import { createAcknowledged } from './acknowledged.ts';
import type { DeadStore } from './deadStore.ts';
import { createMember, type Member } from './member.ts';
import { newSession } from './stockClient.ts';

/** A room in which everything is changed that can be, by members who wait for each answer, while its server dies now and then. */
export interface ChangedRoom {
  /** Those who stay in it. */
  readonly members: readonly Member[];
  /** Changes one thing after the other, until `ending`. */
  run(ending: () => boolean): Promise<void>;
  /** Fails where the dead store does not have what was answered. */
  check(store: DeadStore): void;
}

const PAUSE_MS = 40;
/** Digits can be read as letters, and then pass for words that are starred out. */
const spelt = (n: number) => n.toString(2).replaceAll('0', 'v').replaceAll('1', 'w');

export async function openChangedRoom(url: string, luck: Rng, faults: string[]): Promise<ChangedRoom> {
  const session = await newSession(url);
  const { room } = await send(url, session.token, 'POST', '/api/rooms', {
    game: 'comet',
    visibility: 'private',
    name: 'Name 0',
  }).then((response) => response.json());
  const { code } = room as { code: string };
  const join = async (own?: typeof session) => {
    const member = await createMember(url, code, 'player', faults, own);
    await member.enter(url);
    return member;
  };
  const host = await join(session);
  const guest = await join();
  const talker = await join();
  const kicked = await join();
  const banned = await join();

  const is = {
    name: createAcknowledged('the room’s name', 'Name 0'),
    locked: createAcknowledged('whether it is locked', false),
    muted: createAcknowledged('whether the talker is muted', false),
    host: createAcknowledged('who is host', host.id),
    seat: createAcknowledged('where the guest sits', 1),
    ready: createAcknowledged('whether the guest is ready', false),
    kicked: createAcknowledged('whether the one who is kicked is in', true),
    banned: createAcknowledged('whether the one who is banned is in', true),
    unheard: createAcknowledged('whether the guest does not hear the talker', false),
    read: createAcknowledged('how far the guest has read', 0),
    called: createAcknowledged('what the talker is called', talker.name),
    said: createAcknowledged('what was said last', null),
  };
  let n = 0;
  const inCharge = () => (host.room.hostId === host.id ? host : guest);
  const configure = (payload: object) => () => inCharge().call('room:configure', payload);

  const changes: readonly (() => Promise<unknown>)[] = [
    () => is.name.ask(`Name ${n}`, configure({ name: `Name ${n}` })),
    () => is.locked.ask(n % 2 === 0, configure({ locked: n % 2 === 0 })),
    () => {
      const muted = n % 2 === 0;
      return is.muted.ask(muted, () => inCharge().call('chat:mute', { playerId: talker.id, muted, everyone: true }));
    },
    () => {
      const muted = n % 2 === 0;
      return is.unheard.ask(muted, () => guest.call('chat:mute', { playerId: talker.id, muted }));
    },
    () => {
      const playerId = inCharge() === host ? guest.id : host.id;
      return is.host.ask(playerId, () => inCharge().call('room:transfer', { playerId }));
    },
    () => {
      const seat = host.room.seats.findLastIndex(({ kind }: { kind: string }) => kind === 'empty');
      return is.seat.ask(seat, () => guest.call('room:seat', { seat }));
    },
    () => is.ready.ask(n % 2 === 0, () => guest.call('room:ready', { ready: n % 2 === 0 })),
    () => {
      const name = `Talker ${n}`;
      return is.called.ask(name, async () => ({
        ok: (await send(url, talker.token, 'PATCH', '/api/me', { name })).ok,
      }));
    },
    async () => {
      const text = `said ${spelt(n)}`;
      let id = 0;
      const said = await is.said.ask(text, async () => {
        const answer = await host.call('chat:send', { text });
        id = answer.message?.id;
        return answer;
      });
      if (said) await is.read.ask(id, () => guest.call('chat:read', { upTo: id }));
    },
  ];
  /** What is done once. */
  const removals = [
    () => is.kicked.ask(false, () => inCharge().call('room:kick', { playerId: kicked.id })),
    () => is.banned.ask(false, () => inCharge().call('room:kick', { playerId: banned.id, ban: true })),
  ];
  const members = [host, guest, talker];

  return {
    members,
    async run(ending) {
      while (!ending()) {
        await setTimeout(luck.below(PAUSE_MS));
        n++;
        const change = luck.below(60) === 0 ? removals[0] : changes[luck.below(changes.length)];
        if (members.every(({ online }) => online) && change && (await change()) === true && change === removals[0])
          removals.shift();
      }
    },
    check(store) {
      const [{ id, state_json }] = store.all('select * from rooms where code = ?', code);
      const kept = JSON.parse(state_json) as Room;
      const seatOf = (who: Member) => kept.seats.findIndex((seat) => seat.kind === 'human' && seat.playerId === who.id);
      const first = (sql: string, ...values: string[]) => Object.values(store.all(sql, ...values)[0] ?? {})[0];
      is.name.check(kept.name);
      is.locked.check(kept.locked);
      is.muted.check(kept.muted.includes(talker.id));
      is.host.check(kept.hostId);
      is.seat.check(seatOf(guest));
      const seat = kept.seats[seatOf(guest)]!;
      is.ready.check(seat.kind === 'human' && seat.ready);
      is.kicked.check(seatOf(kicked) >= 0);
      is.banned.check(seatOf(banned) >= 0);
      expect(kept.bans.map(({ playerId }) => playerId)).toEqual(seatOf(banned) < 0 ? [banned.id] : []);
      is.unheard.check(first('select count(*) from mutes where player_id = ?', guest.id) === 1);
      is.read.check(first('select up_to from chat_reads where room_id = ? and player_id = ?', id, guest.id) ?? 0);
      is.called.check(first('select name from players where id = ?', talker.id));
      const sql = "select text from chat_lines where room_id = ? and kind = 'player' order by id desc limit 1";
      is.said.check(first(sql, id) ?? null);
    },
  };
}

function send(url: string, token: string, method: string, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return fetch(url + path, { method, headers, body: JSON.stringify(body) });
}
