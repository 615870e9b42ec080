import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireInterpreter } from "../../src/sys/programs/require-interpreter.js";
import { tempDir } from "../harness/temp.js";

function script(text: string): string {
  const path = join(tempDir(), "script");
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

test.each(["#!/bin/sh\n", "#! /bin/sh -e\n", "#!/bin/sh", "no script", ""])(
  "%j can be run",
  (text) => {
    expect(() => requireInterpreter(script(text))).not.toThrow();
  },
);

test.each([
  [
    "#!/nonexistent/sh -e\n",
    "its first line names the interpreter /nonexistent/sh, which does not exist",
  ],
  [
    "#!/bin/sh\r\n",
    "its first line names the interpreter /bin/sh, and ends with a carriage return; save the file with Unix line ends",
  ],
])("%j cannot be run", (text, problem) => {
  const path = script(text);
  expect(() => requireInterpreter(path)).toThrow(
    expect.objectContaining({ code: "PROGRAM_UNUSABLE" }),
  );
  expect(() => requireInterpreter(path)).toThrow(problem);
});
