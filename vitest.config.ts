import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'contract/**/*.test.ts',
      'server/**/*.test.ts',
      'web/**/*.test.ts',
      'tools/**/*.test.ts',
      'e2e/**/*.test.ts',
    ],
    globalSetup: ['server/test/setup.ts', 'e2e/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Loading the house anew for each of a hundred files would take a tenth of the suite; no file leaves anything in a module.
    isolate: false,
    maxWorkers: 2,
    env: { TZ: process.env.TZ ?? 'America/Los_Angeles' },
  },
})
