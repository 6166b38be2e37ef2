import { defineConfig } from 'vitest/config';

const project = (name: string, groupOrder: number, settings: object = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node',
    sequence: { groupOrder },
    ...settings,
  },
});

/** What is awaited comes when it comes: machines are slow at times, and a page without a graphics card is slower. */
const PATIENT = { poll: { timeout: 10_000 } };
/** What most tests do is compute: as many files at once as there are cores. */
const AT_ONCE = 2;
/** These wait for processes, sockets and databases for half of their time. */
const WAITING_AT_ONCE = 3;

export default defineConfig({
  test: {
    projects: [
      project('unit', 0, { testTimeout: 60_000, maxWorkers: AT_ONCE }),
      project('contract', 1, {
        testTimeout: 60_000,
        hookTimeout: 60_000,
        // Postgres looks through all schemas for tables, and one that goes meanwhile is an error: files take turns.
        fileParallelism: false,
        globalSetup: 'tests/support/postgres.ts',
      }),
      project('integration', 2, { testTimeout: 60_000, expect: PATIENT, maxWorkers: WAITING_AT_ONCE }),
      // One browser at a time: two of them on two cores starve each other's frames.
      project('browser', 3, { testTimeout: 120_000, hookTimeout: 120_000, expect: PATIENT, fileParallelism: false }),
    ],
  },
});
