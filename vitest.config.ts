import { defineConfig } from 'vitest/config';

const project = (name: string, settings: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node', ...settings },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', { testTimeout: 60_000 }),
      project('integration', { testTimeout: 60_000 }),
      // One browser at a time: two of them on two cores starve each other's frames.
      project('browser', { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false }),
    ],
  },
});
