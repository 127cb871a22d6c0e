import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // graphql-js refuses to work with two copies of itself; node_modules load the CommonJS one, so the sources must too.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/start-test-servers.ts'],
    setupFiles: ['test/setup/reflect-metadata.ts', 'test/setup/drop-test-databases.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Against what hangs, not against what is slow: a machine that others use too may take many times as long as a quiet one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // A client left open, a timer or a rejected promise nobody awaits fails the run.
    dangerouslyIgnoreUnhandledErrors: false,
    reporters: process.env['CI'] ? ['default', 'hanging-process'] : ['default'],
  },
});
