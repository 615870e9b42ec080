import { chownSync, existsSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
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
