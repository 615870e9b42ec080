import { afterAll, afterEach, beforeEach } from "vitest";
import { enter, undoAll } from "./after.js";

// Before each test file, also in a worker that has run others and keeps their modules.
beforeEach(() => enter("test"));

afterEach(async () => {
  enter("file");
  await undoAll("test");
});

afterAll(() => undoAll("file"));
