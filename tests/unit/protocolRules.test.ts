import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The contract and the tests name each other: a rule that no test quotes is a promise that nobody looks after. */
const ROOT = join(import.meta.dirname, '../..');
/** Sections of the contract that are served now; 3 and 7 have parts that are still to come. */
const SERVED = ['1', '2', '4', '5', '6', '9', '10'];
const RULE = /\[([A-Z]{2}-\d+)\]/g;

const idsIn = (text: string) => [...text.matchAll(RULE)].map(([, id]) => id!);

/** Rules by the number of the section that states them: a rule stands at the beginning of an item. */
function rulesOf(contract: string): Map<string, string[]> {
  const sections = contract.split(/^## (?=\d+\.)/m).slice(1);
  return new Map(
    sections.map((section) => [
      section.split('.')[0]!,
      [...section.matchAll(/^- `\[([A-Z]{2}-\d+)\]`/gm)].map(([, id]) => id!),
    ]),
  );
}

/** What tests and groups of them are called, as far as it is written down and not put together while they run. */
function namesIn(code: string): string[] {
  const calls = code.matchAll(
    /\b(?:test|it|describe)(?:\.\w+)*\(\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`([^`]*)`)/g,
  );
  return [...calls].map(([, single, double, template]) => single ?? double ?? template ?? '');
}

const rules = rulesOf(readFileSync(join(ROOT, 'docs/PROTOCOL.md'), 'utf8'));
const quoted = new Map<string, string[]>();
for (const file of globSync('tests/**/*.test.ts', { cwd: ROOT })) {
  for (const name of namesIn(readFileSync(join(ROOT, file), 'utf8')))
    for (const id of idsIn(name)) quoted.set(id, [...(quoted.get(id) ?? []), file]);
}

test('names are read in every way in which they are written', () => {
  const code = `
    test('[AA-1] one', () => {});
    describe("[AA-2] it's [AA-3]", () => it.skip(\`[AA-4] \${x}\`, f));
    test(
      '[AA-5] on a line of its own',
    );
    attest('[AA-6]');
    // [AA-7] in a comment
    expect(x, '[AA-8]');`;
  expect(namesIn(code).flatMap(idsIn)).toEqual(['AA-1', 'AA-2', 'AA-3', 'AA-4', 'AA-5']);
});

test('the contract states rules in each of the sections that are served', () => {
  for (const section of SERVED) expect(rules.get(section)?.length, `section ${section}`).toBeGreaterThan(0);
  expect(rules.get('1')).toContain('ID-1');
});

test.each(SERVED)('every rule of section %s is quoted in the name of a test', (section) => {
  expect(rules.get(section)!.filter((id) => !quoted.has(id))).toEqual([]);
});

test('no test quotes a rule that the contract does not state', () => {
  const stated = new Set([...rules.values()].flat());
  const unknown = [...quoted].filter(([id]) => !stated.has(id) && !id.startsWith('AA-'));
  expect(unknown).toEqual([]);
});
