import { afterAll, afterEach, beforeEach } from "vitest";
import { isTemporaryPath } from "../../src/definition/temporary-path.js";
import { enter, undoAll } from "./after.js";
import { rouseExec } from "./paths.js";

// `rouse add` writes no units with a rouse-exec in a checkout below /tmp, unless it is named.
if (isTemporaryPath(rouseExec)) process.env.ROUSE_EXEC_PATH ??= rouseExec;

// Before each test file, also in a worker that has run others and keeps their modules.
beforeEach(() => enter("test"));

afterEach(async () => {
  enter("file");
  await undoAll("test");
});

afterAll(() => undoAll("file"));
