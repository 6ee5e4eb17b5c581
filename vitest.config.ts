import { defineConfig } from 'vitest/config';

const project = (name: string, extra: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
});

export default defineConfig({
  test: {
    // Worker threads cannot be given Node's own flags, and two at a time is what a small machine has.
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: './test/bed/temporary-folder.ts',
    projects: [
      // Pure code: one module graph for all files of a worker saves most of the time.
      // Bundling and synthesising take seconds each, and several times that while both cores are busy.
      project('unit', { isolate: false, testTimeout: 60_000, hookTimeout: 60_000 }),
      project('contract', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('integration', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('e2e', { testTimeout: 240_000, hookTimeout: 300_000, fileParallelism: false, bail: 1 }),
      project('conformance', { testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false }),
    ],
  },
});
