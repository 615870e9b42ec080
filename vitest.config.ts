import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/harness/setup.ts"],
    // A worker keeps what it has loaded: a quarter of a second less for each file.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most tests wait for a process or a deadline: two processors are half idle with two of them.
    maxWorkers: 6,
  },
});
