import { expect, test } from 'vitest';
import { insertLines, loadChat, saveReads, sweepChat } from '../../server/store/chat.ts';
import { deleteRooms, insertRoom } from '../../server/store/rooms.ts';
import type { Db } from '../../server/store/schema.ts';
import type { ChatMessage } from '../../shared/protocol/chat.ts';
import { describeBoth } from '../support/databases.ts';
import { RoomTable } from '../support/roomTable.ts';

const line = (id: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  at: 1_800_000_000_000 + id,
  kind: 'player',
  playerId: 'ann',
  name: 'Ann',
  text: `line ${id}`,
  ...more,
});
const said = (roomId: string, ...messages: ChatMessage[]) => messages.map((message) => ({ roomId, message }));
const ids = (lines: readonly ChatMessage[]) => lines.map(({ id }) => id);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** One that is open, as far as its chat goes. */
async function openRoom(db: Db): Promise<void> {
  const row = { version: 1, state_json: '{}', crc: 0, updated_at: 0 };
  await db
    .insertInto('rooms')
    .values({ id: 'open', code: 'BCDFGH', ...row })
    .execute();
}

describeBoth('chat', (open) => {
  test('comes back as it was said, the newest lines, oldest first, each room with its own', async () => {
    const db = await open();
    const lines = [
      line(1),
      line(2, { kind: 'system', event: 'joined', text: 'Ben came in' }),
      line(10, { nonce: 'n1', text: 'Zoë 🦊\n"quoted"\t\\ \'; drop table chat_lines; --' }),
      line(9, { nonce: '\0\ud800' }),
    ];
    await insertLines(db, [...said('r1', ...lines), ...said('r2', line(1, { text: 'elsewhere' }))]);
    const sorted = [...lines].sort((a, b) => a.id - b.id);
    expect((await loadChat(db, 'r1', 100)).lines).toStrictEqual(sorted);
    expect((await loadChat(db, 'r1', 2)).lines).toStrictEqual(sorted.slice(-2));
    expect((await loadChat(db, 'r2', 100)).lines).toStrictEqual([line(1, { text: 'elsewhere' })]);
    expect(await loadChat(db, 'r3', 100)).toEqual({ lines: [], read: new Map() });
  });

  test('keeps a line that is there as it is, and the others that come with it', async () => {
    const db = await open();
    await insertLines(db, said('r1', line(1), line(2)));
    await insertLines(db, said('r1', line(2, { text: 'changed' }), line(3)));
    expect((await loadChat(db, 'r1', 100)).lines).toStrictEqual([line(1), line(2), line(3)]);
  });

  test('takes no lines, and any number at once', async () => {
    const db = await open();
    await insertLines(db, []);
    await insertLines(db, said('r1', ...range(1, 2500).map((id) => line(id))));
    expect(ids((await loadChat(db, 'r1', 5000)).lines)).toEqual(range(1, 2500));
  });

  test('knows how far each member has read, until the room is closed', async () => {
    const db = await open();
    await insertRoom(db, { id: 'r1', room: new RoomTable().room }, 1);
    await saveReads(db, []);
    await saveReads(db, [
      { roomId: 'r1', playerId: 'ann', upTo: 3 },
      { roomId: 'r1', playerId: 'ben', upTo: 4 },
      { roomId: 'r2', playerId: 'ann', upTo: 9 },
    ]);
    await saveReads(db, [{ roomId: 'r1', playerId: 'ann', upTo: 5 }]);
    await insertLines(db, said('r1', line(1)));
    const read = new Map([
      ['ann', 5],
      ['ben', 4],
    ]);
    expect((await loadChat(db, 'r1', 10)).read).toEqual(read);
    await deleteRooms(db, ['r1']);
    expect(await loadChat(db, 'r1', 10)).toEqual({ lines: [line(1)], read: new Map() });
    expect((await loadChat(db, 'r2', 10)).read).toEqual(new Map([['ann', 9]]));
  });

  test('loses what is too old, and says how much that was', async () => {
    const db = await open();
    await insertLines(db, said('r1', ...range(1, 6).map((id) => line(id))));
    expect(await sweepChat(db, line(4).at + 0.5, 100)).toBe(3);
    expect(ids((await loadChat(db, 'r1', 10)).lines)).toEqual([4, 5, 6]);
    expect(await sweepChat(db, line(4).at, 3)).toBe(0);
  });

  test('loses the oldest of all rooms beyond so many, and no more where many were said in one moment', async () => {
    const db = await open();
    const moment = { at: 5000 };
    await insertLines(db, said('r1', line(1, { at: 6000 }), ...range(2, 6).map((id) => line(id, moment))));
    await insertLines(db, said('r2', line(1, { at: 4000 }), line(2, moment)));
    expect(await sweepChat(db, 0, 4)).toBe(4);
    const [one, two] = [await loadChat(db, 'r1', 10), await loadChat(db, 'r2', 10)];
    expect([ids(one.lines), ids(two.lines)]).toEqual([[1, 5, 6], [2]]);
    expect(await sweepChat(db, 4500, 2)).toBe(2);
    expect(await sweepChat(db, 4500, 0)).toBe(2);
    expect(await sweepChat(db, 4500, 0)).toBe(0);
  });

  test('keeps the last line of a room that is open, so that the next has a new number', async () => {
    const db = await open();
    await openRoom(db);
    for (const room of ['open', 'closed']) await insertLines(db, said(room, line(1), line(2), line(3)));
    await sweepChat(db, line(9).at, 0);
    expect(ids((await loadChat(db, 'open', 10)).lines)).toEqual([3]);
    expect((await loadChat(db, 'closed', 10)).lines).toEqual([]);
  });

  test('loses the receipts of rooms that are closed, and no others', async () => {
    const db = await open();
    await openRoom(db);
    await saveReads(db, [
      { roomId: 'open', playerId: 'ann', upTo: 3 },
      { roomId: 'closed', playerId: 'ann', upTo: 3 },
    ]);
    await sweepChat(db, 0, 100);
    expect((await loadChat(db, 'open', 1)).read).toEqual(new Map([['ann', 3]]));
    expect((await loadChat(db, 'closed', 1)).read).toEqual(new Map());
  });
});
