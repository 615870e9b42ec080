import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseOneOf } from "../../src/definition/parse-one-of.js";
import { RouseError } from "../../src/errors/rouse-error.js";
import { rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { refusal } from "../input/refused.js";
import { Group } from "./group.js";

const listen = `--listen=@rouse-turn-${process.pid}`;

/** Whether rouse-exec runs a program with these options. */
async function takes(...options: string[]): Promise<boolean> {
  const { code } = await run([rouseExec, listen, ...options, "--", "true"]);
  return code !== 125;
}

describe("the name of a group:", () => {
  test.each(["gpu", "a", "9", "llm_a-b.c@d", "x".repeat(64)])("%j is one", async (group) => {
    expect(parseOneOf({ group })).toEqual({ group });
    expect(await takes(`--one-of=${tempDir()}/rouse/one-of/${group}`)).toBe(true);
  });

  test.each(["", "-", "_a", ".", "..", "a b", "a:b", "ä", "x".repeat(65), "a,name=", "a,b"])(
    "%j is none",
    async (group) => {
      expect(() => parseOneOf({ group })).toThrow(RouseError);
      expect(await refusal([listen, `--one-of=${group}`])).toContain(`--one-of=${group}`);
      expect(await takes(`--one-of=${tempDir()}/rouse/${group}`)).toBe(false);
    },
  );

  test.each(["a/b", "a/", "./a", "../a"])("%j is neither a name nor a folder", async (group) => {
    expect(() => parseOneOf({ group })).toThrow(RouseError);
    expect(await refusal([listen, `--one-of=${group}`])).toContain(`--one-of=${group}`);
  });
});

test("--max-wait and --one-of are refused where they mean nothing", async () => {
  expect(() => parseOneOf({ maxWait: "1s" })).toThrow("cannot use --max-wait without a group");
  expect(() => parseOneOf({ group: "a", maxWait: "soon" })).toThrow(RouseError);
  expect(parseOneOf({})).toBeUndefined();
  expect(parseOneOf({ group: "a", maxWait: "10min" })).toEqual({ group: "a", maxWait: 6e8 });
  expect(await refusal([listen, "--max-wait=1s"])).toContain("add --one-of=NAME");
  expect(await refusal([listen, "--one-of=a", "--max-wait=soon"])).toContain("--max-wait=soon");
  expect(await refusal(["--learn", "--one-of=a"])).toContain("leave out --one-of");
  const freezes = ["--exit-idle-time=1min", "--sleep=freeze"];
  expect(await refusal([listen, "--one-of=a", ...freezes])).toContain("leave out --sleep=freeze");
  expect(await refusal(["--one-of=a"])).toContain("--one-of needs a passed socket");
});

describe("a folder to which others could put something ends rouse-exec:", () => {
  const refused = async (group: string) => await refusal([listen, `--one-of=${group}`]);

  test("a file is there", async () => {
    const group = join(tempDir(), "gpu");
    writeFileSync(group, "");
    expect(await refused(group)).toContain(`of the group gpu: ${group}: Not a directory; expected`);
  });

  test("a link is there", async () => {
    const folder = tempDir();
    symlinkSync(folder, join(folder, "gpu"));
    expect(await refused(join(folder, "gpu"))).toContain(`${folder}/gpu:`);
  });

  test("others may write to it", async () => {
    const group = join(tempDir(), "gpu");
    mkdirSync(group);
    chmodSync(group, 0o777);
    expect(await refused(group)).toContain(`${group} may be written to by others`);
    chmodSync(group, 0o1777);
    expect(await takes(`--one-of=${group}`)).toBe(true);
  });

  test("its folder cannot be made", async () => {
    const folder = join(tempDir(), "a/b/c/d");
    expect(await refused(`${folder}/e/gpu`)).toMatch(
      /of the group gpu: \S+: No such file or directory/,
    );
  });

  needsRoot().test("it belongs to somebody else", async () => {
    const folder = join(tempDir(), "rouse");
    mkdirSync(join(folder, "gpu"), { recursive: true });
    chownSync(folder, 12_345, 12_345);
    const group = join(folder, "gpu");
    // Root owns what root made, whoever owns the folder above it.
    expect(await refused(group)).toContain(`${folder} belongs to user 12345`);
    chownSync(folder, 0, 0);
    chownSync(group, 12_345, 12_345);
    expect(await refused(group)).toContain(`${group} belongs to user 12345`);
  });
});

test("clients wait while the folder is unusable, and the first of a new folder is served", async () => {
  const group = new Group();
  const one = await group.add("one", "tcp");
  rmSync(group.line, { recursive: true });
  writeFileSync(group.line, "");
  const answer = one.ask();
  await one.running.line(
    /cannot take turns with the services of the group gpu: .*: Not a directory; this is tried again/,
  );
  rmSync(group.line);
  await answer;
});

test("who waits in a folder that is removed goes to the new one", async () => {
  const group = new Group();
  const [holder, waiter] = [await group.add("holder", "tcp"), await group.add("waiter", "tcp")];
  const client = await holder.hold();
  const answer = waiter.ask();
  await waiter.queued();
  rmSync(group.line, { recursive: true });
  client.destroy();
  await answer;
});
