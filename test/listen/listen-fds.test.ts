import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PassedSocket } from "../../src/index.js";
import { findOwnPidfdId } from "../../src/sys/processes/pidfd.js";
import { activate, type ListeningSocket, type Passed } from "../harness/activate.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { fixture } from "./ask-vectors.js";

interface Answer {
  passed?: Partial<PassedSocket>[];
  isSame?: boolean;
  code?: string;
  errno?: string;
  message?: string;
}

interface Settings {
  options?: object;
  lie?: Record<string, string | null>;
  node?: string[];
  env?: Record<string, string>;
}

async function look(sockets: Passed[], { options = {}, node = [], ...rest }: Settings = {}) {
  const argv = [process.execPath, ...node, fixture("passed.mjs"), JSON.stringify(options)];
  const running = activate(sockets, argv, rest);
  const { code } = await running.exit();
  if (code !== 0) throw new Error(`passed.mjs ended with ${code}:\n${running.stderr}`);
  return JSON.parse(running.stdout) as { lenient: Answer; strict: Answer; left: string[] };
}

async function tcp(name?: string): Promise<Passed & { address: string }> {
  return { kind: "tcp", address: `127.0.0.1:${await freePort()}`, ...(name && { name }) };
}

/** Koffi is an addon. */
const withoutKoffi = ["--no-addons"];

describe("listenFds", () => {
  test("is the same array again, after its descriptors were closed and the environment cleared", async () => {
    const options = { unsetEnvironment: true };
    const { strict, left } = await look([await tcp("web")], { options });
    expect(strict.passed).toHaveLength(1);
    expect([strict.isSame, left]).toEqual([true, []]);
  });

  test("leaves the environment when not asked", async () => {
    const { left } = await look([await tcp("web")]);
    expect(left).toEqual(["LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID"]);
  });

  test("clears it for errors too", async () => {
    const options = { unsetEnvironment: true };
    const { strict, left } = await look([await tcp()], { options, lie: { LISTEN_FDS: "0" } });
    expect(strict).toMatchObject({ code: "LISTEN_VARIABLE_MALFORMED", errno: "EINVAL" });
    expect(left).toEqual([]);
  });

  test.each([
    ["nothing is said", { LISTEN_PID: null, LISTEN_FDS: null, LISTEN_FDNAMES: null }],
    ["no pid is said", { LISTEN_PID: null }],
    ["they are for another process", { LISTEN_PID: "1" }],
  ])("is empty when %s", async (_, lie) => {
    expect((await look([await tcp()], { lie })).strict.passed).toEqual([]);
  });

  test("takes sockets without a pid for its own when asked to", async () => {
    for (const LISTEN_PID of [null, ""]) {
      const given = { options: { missingPid: "ours" }, lie: { LISTEN_PID } };
      expect((await look([await tcp("web")], given)).strict.passed).toHaveLength(1);
    }
  });

  test("takes them from where LISTEN_FDS_FIRST_FD says, when asked to", async () => {
    const lie = {
      LISTEN_PID: null,
      LISTEN_FDS: "1",
      LISTEN_FDS_FIRST_FD: "4",
      LISTEN_FDNAMES: "b",
    };
    const { strict } = await look([await tcp(), await tcp()], {
      options: { missingPid: "ours" },
      lie,
    });
    expect(strict.passed).toMatchObject([{ fd: 4, name: "b" }]);
  });

  test("does not mistake Node's own event loop for a socket", async () => {
    const { strict } = await look([await tcp()], {
      lie: { LISTEN_FDS: "3", LISTEN_FDNAMES: null },
    });
    expect(strict).toMatchObject({ code: "LISTEN_FD_OF_NODE", errno: "EBADF" });
    expect(strict.message).toContain("and 4 is an event loop of Node itself");
  });

  test("has a name for each where LISTEN_FDNAMES is sound, and none where it is not", async () => {
    const sockets = [await tcp("a"), await tcp("b")];
    const sound = await look(sockets);
    expect(sound.lenient.passed?.map(({ name }) => name)).toEqual(["a", "b"]);
    const unsound = await look(sockets, { lie: { LISTEN_FDNAMES: "a" } });
    expect(unsound.lenient.passed?.map(({ name }) => name)).toEqual(["unknown", "unknown"]);
    expect(unsound.strict).toMatchObject({ code: "LISTEN_NAMES_COUNT", errno: "EINVAL" });
  });
});

describe("what was passed is described", () => {
  async function everything(): Promise<Passed[]> {
    const port = await freePortPair();
    const folder = tempDir();
    return [
      { kind: "tcp", address: `127.0.0.1:${port}`, name: "web" },
      { kind: "tcp", address: `[::1]:${port}`, name: "web6" },
      { kind: "udp", address: `127.0.0.1:${port}`, name: "dns" },
      { kind: "udp", address: `[::1]:${port}`, name: "dns6" },
      { kind: "unix", address: join(folder, "socket"), name: "path" },
      { kind: "unix", address: `@rouse-${port}`, name: "abstract" },
      { kind: "unix-dgram", address: join(folder, "log"), name: "log" },
      { kind: "unix-seqpacket", address: join(folder, "seq"), name: "stored" },
      { kind: "file", path: join(folder, "file") },
    ];
  }

  function expected(sockets: Passed[]): unknown[] {
    const addressOf = (index: number) => (sockets[index] as ListeningSocket).address;
    const port = Number(addressOf(0).split(":")[1]);
    const path = (index: number) => ({ path: addressOf(index) });
    const unix = { kind: "socket", family: "unix" };
    const v4 = { family: "inet", address: { host: "127.0.0.1", port } };
    const v6 = { family: "inet6", address: { host: "::1", port } };
    return [
      { fd: 3, name: "web", type: "stream", protocol: 6, listening: true, stored: false, ...v4 },
      { fd: 4, name: "web6", type: "stream", protocol: 6, listening: true, ...v6 },
      { fd: 5, name: "dns", type: "dgram", protocol: 17, listening: false, ...v4 },
      { fd: 6, name: "dns6", type: "dgram", protocol: 17, listening: false, ...v6 },
      { ...unix, fd: 7, name: "path", type: "stream", listening: true, address: path(4) },
      { ...unix, fd: 8, name: "abstract", address: { abstract: `rouse-${port}` } },
      { ...unix, fd: 9, name: "log", type: "dgram", listening: false, address: path(6) },
      { ...unix, fd: 10, name: "stored", stored: true, type: "seqpacket", listening: true },
      { fd: 11, name: "unknown", kind: "file" },
    ];
  }

  test.each([
    ["by the kernel", []],
    ["by /proc, without koffi", withoutKoffi],
  ])("%s", async (_, node) => {
    const sockets = await everything();
    const { strict } = await look(sockets, { node });
    expect(strict.passed).toMatchObject(expected(sockets));
  });

  test("without koffi as far as /proc shows it: not a socket that neither listens nor is connected", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const sockets: Passed[] = [{ kind: "tcp", address, listening: false }];
    const [known] = (await look(sockets)).strict.passed ?? [];
    expect(known).toMatchObject({ kind: "socket", family: "inet", listening: false });
    const [unknown] = (await look(sockets, { node: withoutKoffi })).strict.passed ?? [];
    expect(unknown).toMatchObject({ fd: 3, kind: "socket" });
    expect(unknown).not.toHaveProperty("family");
  });

  test("61. without koffi LISTEN_PIDFDID is not checked", async () => {
    const lie = { LISTEN_PIDFDID: "1" };
    const count = async (node: string[]) =>
      (await look([await tcp()], { lie, node })).strict.passed?.length;
    // Nor with it on Linux before 6.9.
    expect(await count([])).toBe(findOwnPidfdId() === undefined ? 1 : 0);
    expect(await count(withoutKoffi)).toBe(1);
  });
});
