import { expect, test } from 'vitest';
import { insertPlayer } from '../../server/store/players.ts';
import { describeBoth } from '../support/databases.ts';

const turn = () => new Promise((done) => setImmediate(done));

describeBoth('transactions', (open) => {
  test('that fail take back what they wrote, and nothing that others wrote meanwhile', async () => {
    const db = await open();
    const add = (on: typeof db, id: string) => insertPlayer(on, { id, name: id }, id, 1);
    const failing = db.transaction().execute(async (trx) => {
      await add(trx, 'taken back');
      for (let i = 0; i < 5; i++) await turn();
      throw new Error('given up');
    });
    const others = Promise.all([
      add(db, 'alone'),
      db.transaction().execute(async (trx) => {
        await add(trx, 'first of two');
        await turn();
        await add(trx, 'second of two');
      }),
    ]);
    await expect(failing).rejects.toThrow('given up');
    await others;
    const rows = await db.selectFrom('players').select('id').orderBy('id').execute();
    expect(rows.map(({ id }) => id)).toEqual(['alone', 'first of two', 'second of two']);
  });

  test('show nobody else the half of what they write', async () => {
    const db = await open();
    const ids = Array.from({ length: 10 }, (_, i) => `p${i}`);
    const writing = db.transaction().execute(async (trx) => {
      for (const id of ids) {
        await insertPlayer(trx, { id, name: id }, id, 1);
        await turn();
      }
    });
    let done = false;
    void writing.then(() => {
      done = true;
    });
    const counts = new Set<number>();
    while (!done) counts.add((await db.selectFrom('players').select('id').execute()).length);
    await writing;
    expect([...counts].filter((count) => count !== 0 && count !== 10)).toEqual([]);
    expect(await db.selectFrom('players').select('id').execute()).toHaveLength(10);
  });
});
