import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnyGame } from '../../shared/game/contract.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import type { JsonTick } from '../../shared/protocol/match.ts';
import { type PageField, type PageLayout, type PageState, readTick } from '../support/pageDecoder.ts';
import { botAt, bytes, hostMatch } from '../support/testMatch.ts';

/** Whether the page says all that it takes to read ticks: its own example, and those of matches, by a decoder made from it. */
const page = readFileSync(join(import.meta.dirname, '../../docs/PROTOCOL.md'), 'utf8');
const section = (title: string) => page.split(`\n### ${title}\n`)[1]!.split(/\n##/)[0]!;

describe('the example of the page', () => {
  const layout: PageLayout = [
    ['clock', 'timer'],
    {
      count: 2,
      fields: [
        ['vx', 'trend'],
        ['x', 'follows vx'],
        ['spark', 'fades 8'],
      ],
    },
  ];
  const example = /```\n(.*?)```/s.exec(section('Packed ticks, bit by bit'))![1]!;
  const ticks = Array.from(example.matchAll(/^((?:[0-9a-f]{2} ?)+)\n {2}(.+)$/gm), ([, hex, said]) => ({
    bytes: Uint8Array.from(hex!.trim().split(' '), (byte) => Number.parseInt(byte, 16)),
    said: said!,
  }));

  /** A state in the words of the page. */
  function inWords({ seq, tick, acks, early, cells, grown }: PageState, isKeyframe: boolean): string {
    const [clock, ...balls] = cells.slice(5);
    const at = (field: number) => balls.slice(2 * field, 2 * field + 2).join(' ');
    const words = [
      ...[`seq ${seq}`, `tick ${tick}`, `acks ${acks.join(' ')}`, `early ${early.join(' ')}`],
      ...[`clock ${clock}`, `vx ${at(0)}`, `x ${at(1)}`, `spark ${at(2)}`],
    ];
    return words.join(', ') + (isKeyframe ? `; vx grew by ${grown.slice(6, 8).join(' ')}` : '');
  }

  test('is a keyframe and at least two ticks behind it', () => {
    expect(ticks.length).toBeGreaterThanOrEqual(3);
  });

  test('says what stands below it', () => {
    let state: PageState | null = null;
    for (const [i, { bytes, said }] of ticks.entries()) {
      state = readTick(layout, bytes, state);
      expect(inWords(state, i === 0)).toBe(said);
    }
  });

  test('says of small numbers how they are written', () => {
    expect(page).toContain('in order 0 the numbers 0, 1, 2, 3 are `1`, `010`, `011`, `00100`');
    expect(page).toContain('in order 4 the number 3 is `10011` and 16 is `0100000`');
  });
});

/** The fields of a game, read out of its table: `name` or `name[8]` in code, and a kind in brackets behind one or several. */
function layoutOf(title: string): PageLayout {
  const layout: (PageField | { count: number; fields: PageField[] })[] = [];
  let fields: PageField[] | null = null;
  for (const row of section(title)
    .split('\n')
    .slice(0)
    .filter((line) => line.startsWith('| `'))) {
    let [, text] = row.split('|') as [string, string];
    const record = /`\w+\[(\d+)\]`[^`]*: /.exec(text);
    if (record) {
      fields = [];
      layout.push({ count: Number(record[1]), fields });
      text = text.slice(record.index + record[0].length);
    }
    const into = fields ?? layout;
    for (const group of text.matchAll(/((?:`\w+`(?:, | to )?)+)(?: \(([^)]*)\))?/g)) {
      const kind = (group[2] ?? '').replaceAll('`', '').replace(/^timers$/, 'timer');
      const [first, ...more] = Array.from(group[1]!.matchAll(/`(\w+)`/g), ([, name]) => name!);
      const names = group[1]!.includes(' to ') ? upTo(first!, more[0]!) : [first!, ...more];
      for (const name of names) into.push([name, kind]);
    }
  }
  return layout;
}
const upTo = (first: string, last: string) =>
  Array.from(
    { length: Number(last.slice(1)) - Number(first.slice(1)) + 1 },
    (_, i) => `${first[0]}${Number(first.slice(1)) + i}`,
  );

describe.each([
  ['Comet Clash', comet as AnyGame],
  ["Liar's Dice", liarsDice as AnyGame],
])('by the page’s table of %s', (title, game) => {
  const layout = layoutOf(title);
  const names = layout.flatMap((part) => ('fields' in part ? part.fields : [part])).map(([name]) => name);

  test('its cells are as many as it says, in the order of its JSON state', () => {
    const count = layout.reduce((sum, part) => sum + ('fields' in part ? part.count * part.fields.length : 1), 5);
    expect(section(title)).toMatch(new RegExp(`Of its ${count} cells|Its ${count} cells are`));
    const { tick: _, ...state } = game.layout.toJSON(game.layout.create());
    const inJson = Object.entries(state).flatMap(([name, value]) =>
      Array.isArray(value) ? Object.keys(value[0]) : [name],
    );
    expect(names).toEqual(inJson);
  });

  test('the ticks of a match give what JSON says, to whoever has read no more than the page', () => {
    const seats = Array.from({ length: game.minPlayers + 2 }, (_, seat) => botAt(seat));
    const match = hostMatch(game, seats, { settings: game.wake ? {} : { roundSeconds: 10 } });
    const view = match.viewOf(null);
    let state = readTick(layout, bytes(view.keyframe('packed')), null);
    for (let i = 0; i < 250; i++) {
      const outcome = match.step(match.hasWishes ? undefined : Math.max(match.tick + 1, match.wake ?? 0));
      state = readTick(layout, bytes(view.tick('packed')), state);
      const { seq, tick, acks, early, state: json } = view.tick('json') as JsonTick;
      expect([state.seq, state.tick, state.acks, state.early]).toEqual([seq, tick, acks, early]);
      expect(game.layout.toJSON(Int32Array.from(state.cells))).toEqual(json);
      if (i % 50 === 0) {
        const whole = readTick(layout, bytes(view.keyframe('packed')), null);
        expect(whole.cells).toEqual(state.cells);
        // From here on by the keyframe.
        state = whole;
      }
      if (outcome) break;
    }
  });
});
