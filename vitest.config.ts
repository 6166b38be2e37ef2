import { defineConfig } from 'vitest/config';

const project = (name: string, settings: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node', ...settings },
});

/** What is awaited comes when it comes: machines are slow at times, and a page without a graphics card is slower. */
const PATIENT = { poll: { timeout: 10_000 } };

export default defineConfig({
  test: {
    projects: [
      project('unit', { testTimeout: 60_000 }),
      project('integration', { testTimeout: 60_000, expect: PATIENT }),
      // One browser at a time: two of them on two cores starve each other's frames.
      project('browser', { testTimeout: 120_000, hookTimeout: 120_000, expect: PATIENT, fileParallelism: false }),
    ],
  },
});
