import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { isAlive } from "../harness/procs.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { fixture } from "./ask-vectors.js";

const places: Record<string, () => Promise<string>> = {
  TCP: async () => `127.0.0.1:${await freePort()}`,
  unix: async () => join(tempDir(), "socket"),
};

async function begin(how: string, address: string) {
  const kind = address.startsWith("/") ? "unix" : "tcp";
  const socket: ListeningSocket = { kind, address, name: "web" };
  return activate([socket], [process.execPath, fixture("primary.mjs"), how]);
}

const deadlineMs = 60_000;

describe.each(["fork", "cluster"])("a worker by %s", (how) => {
  test.each(Object.keys(places))("that dies does not lose the %s socket", async (place) => {
    const address = (await places[place]?.()) ?? "";
    const primary = await begin(how, address);
    for (const nth of [1, 2, 3]) {
      const [, pid] = await primary.line(/^worker (\d+)$/, { nth, deadlineMs });
      await primary.line(/^serves /, { nth, deadlineMs });
      expect(await converse(address, "")).toBe(pid);
      process.kill(Number(pid), "SIGKILL");
      await until(() => !isAlive(Number(pid)), { what: "the end of the worker" });
      primary.stdin?.write("another\n");
    }
    const [, pid] = await primary.line(/^worker (\d+)$/, { nth: 4, deadlineMs });
    expect(await converse(address, "")).toBe(pid);
  });

  test("without a service manager listens on the fallback", async () => {
    const lie = { LISTEN_PID: null, LISTEN_FDS: null, LISTEN_FDNAMES: null };
    const argv = [process.execPath, fixture("primary.mjs"), how];
    const primary = activate([], argv, { lie });
    await primary.line(/^serves /, { deadlineMs });
  });
});

test("a cluster worker to which nothing was handed over does not listen elsewhere", async () => {
  const primary = await begin("plain", `127.0.0.1:${await freePort()}`);
  await primary.line(/^refused LISTEN_NOT_HANDED_OVER$/, { deadlineMs });
});
