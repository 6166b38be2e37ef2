import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Who may know whom. The rules are read off the source itself, so that a violation is a red test and not a matter of review.
 */
const ROOT = join(import.meta.dirname, '../..');

interface Import {
  readonly file: string;
  /** A path from the root, or the name of a package. */
  readonly of: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

const files = globSync(['shared/**/*.ts', 'server/**/*.ts', 'game-client/**/*.{ts,tsx}'], { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const texts = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
const imports = files.flatMap((file) => importsOf(file, texts.get(file)!));

/** Comments may speak of anything; texts in quotes stay, since that is where imports have their address. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, quoted) => quoted ?? ' ',
  );
}

function importsOf(file: string, text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  const add = (specifier: string, kind: Import['kind']) => {
    const of = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : packageOf(specifier);
    found.push({ file, of, kind });
  };
  for (const [, type, specifier] of code.matchAll(
    /(?:^|[;\n])\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s*['"]([^'"]+)['"]/g,
  ))
    add(specifier!, type ? 'type' : 'static');
  for (const [, specifier] of code.matchAll(/(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]/g)) add(specifier!, 'static');
  for (const [, specifier] of code.matchAll(/\bimport\s*\(\s*['"]([^'"]+)['"]/g)) add(specifier!, 'dynamic');
  return found;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const isOurs = (of: string) => /^(shared|server|game-client|tests)\//.test(of);
const show = (found: readonly Import[]) => found.map(({ file, of }) => `${file} imports ${of}`);

describe('reading imports', () => {
  const text = `
    import a, { type B } from './a.ts';
    import type { C } from "../c.ts";
    import './side.css';
    // import x from 'comment';
    /* import y from 'comment'; */
    export * from './d.ts';
    export type { E } from '../../shared/e.ts';
    import {
      f,
      g,
    } from '@preact/signals/react';
    const h = 'http://x'; const later = () => import('./later.ts');
    export const from = 'nothing';
    import node from 'node:fs';`;

  test('finds every kind, and none in comments', () => {
    expect(importsOf('server/x/y.ts', text).map(({ of, kind }) => `${kind} ${of}`)).toEqual([
      'static server/x/a.ts',
      'type server/c.ts',
      'static server/x/d.ts',
      'type shared/e.ts',
      'static @preact/signals',
      'static node:fs',
      'static server/x/side.css',
      'dynamic server/x/later.ts',
    ]);
  });

  test('finds as many in the source as there are lines that end one', () => {
    const ends = [...texts.values()].flatMap(
      (one) => one.match(/^(?:import .*|\} )from ['"].*['"];$|^import ['"].*['"];$/gm) ?? [],
    );
    expect(ends.length).toBeGreaterThan(300);
    const plain = imports.filter(({ file, kind }) => kind !== 'dynamic' && texts.has(file));
    expect(plain.length).toBeGreaterThanOrEqual(ends.length);
  });

  test('every file that is imported exists', () => {
    const missing = imports.filter(({ of }) => isOurs(of) && /\.tsx?$/.test(of) && !texts.has(of));
    expect(show(missing)).toEqual([]);
  });
});

/** For the files under `from`: those imports that none of `allowed` begins. */
function strays(from: string, allowed: readonly string[]): string[] {
  expect(files.some((file) => file.startsWith(from))).toBe(true);
  const inside = imports.filter(({ file }) => file.startsWith(from));
  return show(
    inside.filter(({ of }) => !allowed.some((one) => of === one || (one.endsWith('/') && of.startsWith(one)))),
  );
}

describe('layers of shared/', () => {
  test.each([
    ['shared/core/', ['shared/core/']],
    ['shared/game/', ['shared/core/', 'shared/game/', 'zod']],
    ['shared/protocol/', ['shared/core/', 'shared/game/', 'shared/protocol/', 'zod']],
    ['shared/lobby/', ['shared/core/', 'shared/game/', 'shared/protocol/', 'shared/lobby/', 'zod', 'openskill']],
    ['shared/games/', ['shared/core/', 'shared/game/', 'shared/games/', 'zod']],
  ])('%s knows %j and nothing else', (from, allowed) => {
    expect(strays(from, allowed)).toEqual([]);
  });

  test('there is no sixth', () => {
    const layers = new Set(files.filter((file) => file.startsWith('shared/')).map((file) => file.split('/')[1]));
    expect([...layers].sort()).toEqual(['core', 'game', 'games', 'lobby', 'protocol']);
  });

  test('a game knows no other game', () => {
    const games = imports.filter(({ file }) => /^shared\/games\/[^/]+\//.test(file));
    const strangers = games.filter(
      ({ file, of }) => of.startsWith('shared/games/') && of.split('/')[2] !== file.split('/')[2],
    );
    expect(show(strangers)).toEqual([]);
  });
});

describe('sides', () => {
  const crossing = (from: string, to: string) =>
    show(imports.filter(({ file, of }) => file.startsWith(from) && of.startsWith(to)));

  test('shared/ runs everywhere: it knows neither side, no Node, and of packages only pure ones', () => {
    expect(strays('shared/', ['shared/', 'zod', 'openskill'])).toEqual([]);
  });

  test('the server does not know the client, nor the client the server, and neither the tests', () => {
    expect(crossing('server/', 'game-client/')).toEqual([]);
    expect(crossing('game-client/', 'server/')).toEqual([]);
    expect([...crossing('server/', 'tests/'), ...crossing('game-client/', 'tests/')]).toEqual([]);
  });
});

describe('layers of server/', () => {
  /** Each may know those of the rows before its own, and itself. */
  const rows = [
    ['ops'],
    ['store'],
    ['identity', 'match'],
    ['rooms'],
    ['matchmaking'],
    ['realtime', 'http'],
    ['compose'],
    ['main', 'replay'],
  ];
  const layerOf = (file: string) => file.split('/')[1]!.replace(/\.ts$/, '');
  const rank = (layer: string) => rows.findIndex((row) => row.includes(layer));

  test('each knows only those before it', () => {
    const wrong = imports.filter(({ file, of }) => {
      if (!file.startsWith('server/') || !of.startsWith('server/')) return false;
      const [knows, known] = [layerOf(file), layerOf(of)];
      // The configuration is data that whoever composes hands on; it knows the names of log levels.
      if (knows === 'config') return known !== 'ops';
      if (known === 'config') return rank(knows) < rank('compose');
      return knows !== known && rank(known) >= rank(knows);
    });
    expect(show(wrong)).toEqual([]);
  });

  test('all of them are in the table', () => {
    const layers = new Set(files.filter((file) => file.startsWith('server/')).map(layerOf));
    expect([...layers].sort()).toEqual([...rows.flat(), 'config'].sort());
  });
});

describe('layers of game-client/', () => {
  const rows = [['net', 'sound'], ['play'], ['lobby']];
  const rank = (file: string) => rows.findIndex((row) => row.includes(file.split('/')[1]!));

  test('the SDK knows nothing of what is drawn, nor the match of the lobby around it', () => {
    const within = imports.filter(({ file, of }) => rank(file) >= 0 && of.startsWith('game-client/'));
    expect(within.length).toBeGreaterThan(0);
    expect(show(within.filter(({ file, of }) => rank(of) > rank(file)))).toEqual([]);
  });
});

describe('Phaser, which is large,', () => {
  const phaser = imports.filter(({ of }) => of === 'phaser');

  test('is known under game-client/play/ only', () => {
    expect(phaser.length).toBeGreaterThan(0);
    expect(show(phaser.filter(({ file }) => !file.startsWith('game-client/play/')))).toEqual([]);
  });

  /** What is loaded with `entry`, each with the chain that loads it. */
  function loadedWith(entry: string): Map<string, string[]> {
    const loaded = new Map([[entry, [entry]]]);
    for (const [file, chain] of loaded) {
      for (const { of } of imports.filter((one) => one.file === file && one.kind === 'static')) {
        if (!loaded.has(of)) loaded.set(of, [...chain, of]);
      }
    }
    return loaded;
  }

  test('is not loaded with the page', () => {
    const loaded = loadedWith('game-client/main.tsx');
    expect(loaded.size).toBeGreaterThan(30);
    expect(loaded.get('phaser')?.join(' > ')).toBeUndefined();
  });

  test('is loaded with the scene, so that the test before proves something', () => {
    expect(loadedWith('game-client/play/scene.ts').has('phaser')).toBe(true);
  });
});

describe('[TK-4] what gives different bits on different machines, or looks at time or luck,', () => {
  const FORBIDDEN =
    /\bMath\s*(?:\.|\[)\s*['"]?(?:random|a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log2|log10|log1p|pow|hypot|cbrt)\b|\b(?:Date|performance|setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame|crypto|process|globalThis)\b\s*[.([]|\bnew\s+Date\b/gm;
  const uses = (text: string) => withoutComments(text).match(FORBIDDEN) ?? [];

  test.each([
    'Math.random()',
    'Math.sin(x)',
    'Math.atan2(y, x)',
    'Math . pow(2, x)',
    "Math['cos'](x)",
    'new Date()',
    'Date.now()',
    'performance.now()',
    'setTimeout(f, 1)',
    'crypto.randomUUID()',
    'process.env.X',
    'globalThis.Math',
  ])('would be found: %s', (text) => {
    expect(uses(`const y = ${text};`)).not.toEqual([]);
  });

  test.each([
    'Math.sqrt(x)',
    'Math.floor(x)',
    'Math.imul(x, y)',
    '// Math.random()',
    'roomDocument(room)',
    'state.sine',
  ])('is not this: %s', (text) => {
    expect(uses(`const y = ${text};`)).toEqual([]);
  });

  test('is nowhere in shared/', () => {
    const shared = files.filter((file) => file.startsWith('shared/'));
    expect(shared.length).toBeGreaterThan(20);
    expect(shared.flatMap((file) => uses(texts.get(file)!).map((use) => `${file}: ${use}`))).toEqual([]);
  });
});
