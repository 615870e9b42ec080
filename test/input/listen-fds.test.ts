import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { cmdline, environ, status } from "../harness/procs.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { refusalOf } from "./refused.js";

async function tcp(): Promise<ListeningSocket> {
  return { kind: "tcp", address: `127.0.0.1:${await freePort()}` };
}

describe("LISTEN_FDS that lies is refused:", () => {
  test("a descriptor that is closed", async () => {
    expect(await refusalOf([await tcp(), { kind: "closed" }])).toContain("descriptor 4");
  });

  test("a descriptor that is a file", async () => {
    const path = join(tempDir(), "file");
    expect(await refusalOf([{ kind: "file", path }])).toContain("descriptor 3");
  });

  test("a connection, as Accept=yes passes it", async () => {
    expect(await refusalOf([{ kind: "connected" }])).toContain("Accept=no");
  });

  test("more descriptors than there are", async () => {
    expect(
      await refusalOf([await tcp()], { lie: { LISTEN_FDS: "2", LISTEN_FDNAMES: null } }),
    ).toContain("descriptor 4");
  });

  test.each(["", "x", "-1", "0", "1x", "99999999999999999999", "100001"])(
    "the count %o",
    async (count) => {
      expect(await refusalOf([await tcp()], { lie: { LISTEN_FDS: count } })).toContain(
        "LISTEN_FDS",
      );
    },
  );

  test.each(["", "x", "-1", "12x"])("the pid %o", async (pid) => {
    expect(await refusalOf([await tcp()], { lie: { LISTEN_PID: pid } })).toContain("LISTEN_PID");
  });

  test.each(["a:b", ""])("the names %o for three sockets", async (names) => {
    const sockets = [await tcp(), await tcp(), await tcp()];
    expect(await refusalOf(sockets, { lie: { LISTEN_FDNAMES: names } })).toContain(
      "LISTEN_FDNAMES",
    );
  });
});

describe("what is passed to somebody else is left to them, and the program runs by itself:", () => {
  test.each([
    ["LISTEN_PID of another process", { LISTEN_PID: "1" }],
    ["no LISTEN_PID", { LISTEN_PID: null }],
    ["no LISTEN_FDS", { LISTEN_FDS: null }],
  ])("%s", async (_, lie) => {
    const running = activate([await tcp()], [rouseExec, "--", "sleep", "60"], { lie });
    await until(() => cmdline(running.pid)[0] === "sleep", { what: "the program in our place" });
    expect(status(running.pid, "Seccomp")).toBe("0");
    const { LISTEN_PID, LISTEN_FDS } = environ(running.pid);
    const found: Record<string, string | undefined> = { LISTEN_PID, LISTEN_FDS };
    for (const [key, value] of Object.entries(lie)) expect(found[key] ?? null).toBe(value);
  });
});

test("a pidfd of another process makes LISTEN_PID that of another, where the kernel can tell", async () => {
  const argv = [rouseExec, "--", "sleep", "60"];
  const running = activate([await tcp()], argv, { lie: { LISTEN_PIDFDID: "1" } });
  await until(() => cmdline(running.pid)[0] === "sleep", { what: "the program in our place" });
});
