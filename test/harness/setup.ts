import { afterAll, afterEach, beforeEach } from "vitest";
import { enter, undoAll } from "./after.js";

// 0 stands for the process group, which is that of all tests: a test that has found no pid must fail, not stop them.
const { kill } = process;
process.kill = (pid, signal) => {
  if (pid === 0) throw new Error("a test was about to signal its own process group: pid 0");
  return kill.call(process, pid, signal);
};

// Before each test file, also in a worker that has run others and keeps their modules.
beforeEach(() => enter("test"));

afterEach(async () => {
  enter("file");
  await undoAll("test");
});

afterAll(() => undoAll("file"));
