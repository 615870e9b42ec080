import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most tests wait for a process or a deadline: two processors are half idle with two of them.
    maxWorkers: 6,
  },
});
