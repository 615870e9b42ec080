import { defineConfig } from "vitest/config";
import { LongFirst } from "./test/harness/long-first.js";

// Node 20 reads all of these at each start, which takes longer than the rest of it. Of what tests start, npm alone needs
// them: test/package/install.ts.
const { NODE_EXTRA_CA_CERTS } = process.env;
if (NODE_EXTRA_CA_CERTS) process.env.ROUSE_TEST_CA_CERTS = NODE_EXTRA_CA_CERTS;
delete process.env.NODE_EXTRA_CA_CERTS;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/harness/setup.ts"],
    // A worker keeps what it has loaded: a quarter of a second less for each file.
    isolate: false,
    // More than one wait may take (test/harness/until.ts), so that it is the wait that fails, and says for what.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Most tests wait for a process or a deadline: two processors are half idle with two of them.
    maxWorkers: 6,
    sequence: { sequencer: LongFirst },
  },
});
