import { expect, test } from 'vitest';
import { findPostgres, type Lookups } from '../support/findPostgres.ts';

const machine = (programs: readonly string[], more: Partial<Lookups> = {}): Lookups => ({
  isProgram: (path) => programs.includes(path),
  namesIn: () => [],
  isRoot: false,
  ...more,
});
const both = (folder: string) => [`${folder}/postgres`, `${folder}/initdb`];
const debian = (version: string) => `/usr/lib/postgresql/${version}/bin`;
const PATH = '/here/bin:/there/bin::';

test('the one that is named comes before all others', () => {
  const url = 'postgres://somewhere/db';
  expect(findPostgres({ DATABASE_URL: url, PATH }, machine(both('/here/bin')))).toEqual({ kind: 'url', url });
});

test('else it is the first on the PATH that has both programs', () => {
  const programs = ['/here/bin/postgres', ...both('/there/bin'), ...both(debian('15'))];
  const found = findPostgres({ DATABASE_URL: '', PATH }, machine(programs, { namesIn: () => ['15'], isRoot: true }));
  expect(found).toEqual({ kind: 'folder', folder: '/there/bin' });
});

test('else the newest of Debian’s', () => {
  const versions = ['9.6', '15', '16', '17'];
  const programs = [...both(debian('9.6')), ...both(debian('15')), ...both(debian('16')), `${debian('17')}/initdb`];
  const namesIn = (folder: string) => (folder === '/usr/lib/postgresql' ? versions : []);
  expect(findPostgres({ PATH }, machine(programs, { namesIn }))).toEqual({ kind: 'folder', folder: debian('16') });
  expect(findPostgres({}, machine(both(debian('9.6')), { namesIn }))).toEqual({
    kind: 'folder',
    folder: debian('9.6'),
  });
});

test('else it is installed, where root has apt-get', () => {
  expect(findPostgres({ PATH }, machine(['/there/bin/apt-get'], { isRoot: true }))).toEqual({ kind: 'install' });
});

test.each([
  ['for one who is not root', machine(['/there/bin/apt-get'])],
  ['without apt-get', machine([], { isRoot: true })],
])('else, %s, one line says what to install', (_, lookups) => {
  const found = findPostgres({ PATH }, lookups);
  expect(found.kind).toBe('none');
  expect(found.kind === 'none' && found.say).toMatch(/^.*apt-get install postgresql.*DATABASE_URL.*$/);
});
