import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNotes } from "../../src/rouse-exec/elf-notes.js";
import { isOther, readIdentity } from "../../src/rouse-exec/identity.js";
import {
  laterVersion,
  otherRouseExec,
  replaceProgram,
  version,
} from "../harness/other-rouse-exec.js";
import { rouseExec } from "../harness/paths.js";
import { reportState } from "../harness/report.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const other = (as?: string) => {
  const path = join(tempDir(), "rouse-exec");
  replaceProgram(path, otherRouseExec(as));
  return path;
};

test.each([
  ["as it was built", () => rouseExec, version],
  ["of another version", () => other(laterVersion), laterVersion],
  ["of another build", () => other(), version],
])("a rouse-exec %s reports what is read in its file", async (_, find, expected) => {
  const [path, folder] = [find(), tempDir()];
  const report = join(folder, "web.json");
  start([path, `--listen=${folder}/socket`, "--lazy", `--report=${report}`, "--", "true"]);
  const identity = readIdentity(path);
  expect(identity).toEqual({ version: expected, build: expect.stringMatching(/^[\da-f]{40}$/) });
  expect((await reportState(report, "waiting")).rouse_exec).toEqual(identity);
  expect((await run([path, "--version"])).stdout).toBe(`rouse-exec ${expected}\n`);
});

test("two builds of a version are told apart, and a copy is the same", () => {
  const [own, later, again] = [rouseExec, other(laterVersion), other()].map(readIdentity);
  if (!own || !later || !again) throw new Error("expected three that tell what they are");
  expect([isOther(own, own), isOther(own, later), isOther(own, again)]).toEqual([
    false,
    true,
    true,
  ]);
  const unknown = { ...own, build: null };
  expect([isOther(unknown, own), isOther(unknown, later)]).toEqual([false, true]);
});

test("what is not a rouse-exec tells nothing, and is neither run nor waited for", () => {
  const folder = tempDir();
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "script"), `#!/bin/sh\ntouch ${folder}/ran\n`, { mode: 0o755 });
  execFileSync("mkfifo", [join(folder, "fifo")]);
  for (const name of ["folder", "empty", "script", "fifo", "missing", "script/none"]) {
    expect([name, readIdentity(join(folder, name))]).toEqual([name, undefined]);
  }
  expect(readIdentity(process.execPath)).toBeUndefined();
  expect(readIdentity(join(folder, "ran"))).toBeUndefined();
});

test("the notes of a file that was cut off, or has other bytes in its head, are some or none", () => {
  const whole = readFileSync(rouseExec).subarray(0, 4096);
  const change = fc.record({ cut: fc.nat(4096), at: fc.nat(400), to: fc.nat(255) });
  fc.assert(
    fc.property(change, ({ cut, at, to }) => {
      const changed = Buffer.from(whole);
      changed[at] = to;
      expect(parseNotes(changed.subarray(0, cut)).length).toBeLessThanOrEqual(cut);
    }),
    { numRuns: 1000, examples: [[{ cut: 4096, at: 0, to: 0x7f }]] },
  );
});
