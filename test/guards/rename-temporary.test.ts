import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { after } from "../harness/after.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, type Passed } from "./calls.js";
import { look } from "./file.js";
import { needsCallsAsRoot } from "./needs-calls.js";

let path: string;
let temporary: string;
let passed: Passed[];

beforeEach(() => {
  path = join(openTempDir(), "s");
  temporary = `${path}.tmp`;
  passed = [{ kind: "unix", address: path }];
});

needsCallsAsRoot("setpriv", "unshare").describe("the temporary name of an adopted socket,", () => {
  // In a network of its own the kernel's list of sockets does not tell which file is the program's.
  const before = [
    "unshare",
    "--net",
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
  ];

  test("made by a user who is not rouse-exec's, is removed", async () => {
    const calls = await Calls.of(passed, { before });
    const fd = await calls.bind("unix", temporary);
    expect(look(temporary)?.owner).toBe("65534:65534");
    expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    expect([calls.holdsPassed(fd), existsSync(temporary)]).toEqual([true, false]);
  });

  test("by then somebody else's socket, stays", async () => {
    const calls = await Calls.of(passed, { before });
    const fd = await calls.bind("unix", temporary);
    unlinkSync(temporary);
    await serveRoot(temporary);
    const theirs = look(temporary);
    expect(theirs?.owner).toBe("0:0");
    expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    expect([calls.holdsPassed(fd), look(temporary)]).toEqual([true, theirs]);
  });

  test("by then in a folder where its user may remove nothing, stays", async () => {
    const folder = dirname(path);
    const [own, locked] = [join(folder, "own"), join(folder, "locked")];
    for (const name of [own, locked]) mkdirSync(name);
    chownSync(own, 65_534, 65_534);
    const calls = await Calls.of(passed, { before });
    const fd = await calls.bind("unix", `${own}/t`);
    await serveRoot(`${locked}/t`);
    chownSync(`${locked}/t`, 65_534, 65_534);
    const theirs = look(`${locked}/t`);
    renameSync(own, `${own}.old`);
    symlinkSync(locked, own);
    expect(await calls.make(`unlink ${own}/t`)).toBe("EACCES");
    expect(await calls.make(`rename ${own}/t ${path}`)).toBe(0);
    expect([calls.holdsPassed(fd), look(`${locked}/t`)]).toEqual([true, theirs]);
  });

  test("in a folder that only its group may write to, is removed", async () => {
    const folder = join(dirname(path), "group");
    mkdirSync(folder);
    chownSync(folder, 0, 77);
    chmodSync(folder, 0o770);
    const asGroup = ["setpriv", "--reuid=65534", "--regid=65534", "--groups=4,77"];
    const calls = await Calls.of(passed, { before: asGroup });
    await calls.bind("unix", `${folder}/t`);
    expect(await calls.make(`rename ${folder}/t ${path}`)).toBe(0);
    expect(existsSync(`${folder}/t`)).toBe(false);
  });

  test("by then a file, stays", async () => {
    const calls = await Calls.of(passed, { before });
    await calls.bind("unix", temporary);
    unlinkSync(temporary);
    writeFileSync(temporary, "");
    chownSync(temporary, 65_534, 65_534);
    expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    expect(existsSync(temporary)).toBe(true);
  });
});

async function serveRoot(place: string): Promise<void> {
  const server = createServer();
  after(() => void server.close());
  await new Promise<void>((resolve) => server.listen(place, resolve));
}
