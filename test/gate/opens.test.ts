import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { reportState, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { holdAsleep } from "../sleep/asleep.js";
import { kinds, newAddress } from "./addresses.js";

const ways = ["accept", "timeout", "poll", "select", "epoll", "edge", "set", "forked", "dup"];

/** Long enough for a program that would answer to do so. */
const noticedMs = 300;

const check = "--ready-check=http:/health";
const loading = "http:/health: answered 503";

const nameOf = (address: string) =>
  address.startsWith("/") ? address : [address.split(":")[0], Number(address.split(":")[1])];

describe.each(kinds)("clients that come while a program loads, %s,", (kind) => {
  test.each(ways)("are answered when it is ready: one that waits by %s", async (way) => {
    const address = await newAddress(kind);
    const argv = ["python3", program("loads.py"), way, kind, address];
    const { running, report } = await holdAsleep({ kind, address, argv }, 60_000, [check]);
    const answers = [get(address), get(address), get(address)];
    const [, pid] = await running.line(/^loading (\d+)$/);
    // The first check may come a moment before the kernel's listen(2).
    const shut = await reportWhere(report, ({ gate_failed }) => gate_failed === loading, {
      what: loading,
    });
    expect(shut).toMatchObject({ state: "starting", gate: "shut" });
    await pause(noticedMs);
    process.kill(Number(pid), "SIGUSR1");
    for (const { status, body } of await Promise.all(answers)) {
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ pid: Number(pid), name: nameOf(address) });
    }
    expect(await reportState(report, "running")).toMatchObject({ gate: "open", gate_failed: null });
    expect((await get(address)).status).toBe(200);
  });

  test("are answered when it is ready, with a socket of LISTEN_FDS", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("loads.py"), "accept", kind, address];
    const running = activate([{ kind, address }], [rouseExec, "-v", check, "--", ...argv]);
    await running.line(/adopted/);
    const answer = get(address);
    const [, pid] = await running.line(/^loading (\d+)$/);
    process.kill(Number(pid), "SIGUSR1");
    expect((await answer).status).toBe(200);
  });
});

test("a client of a unix socket sees the program as its peer, once the gate is open", async () => {
  const address = await newAddress("unix");
  const argv = ["python3", program("loads.py"), "accept", "unix", address];
  const { running } = await holdAsleep({ kind: "unix", address, argv }, 60_000, [check]);
  const answer = get(address);
  const [, pid = ""] = await running.line(/^loading (\d+)$/);
  process.kill(Number(pid), "SIGUSR1");
  expect((await answer).status).toBe(200);
  const client = start(["python3", program("peer-of.py"), address]);
  await client.exit();
  expect(client.stdout.trim()).toBe(pid);
});

test.each(["epoll_wait", "epoll_pwait2", "accept", "recv"])(
  "the program does not see that it stood still: %s",
  async (how) => {
    const address = await newAddress("tcp");
    const argv = [compileC("interrupted"), how, address.split(":")[1] ?? ""];
    const passes = "--ready-check=exec:sleep 0.2";
    const server = { kind: "tcp" as const, address, argv };
    const { running, report } = await holdAsleep(server, 60_000, [passes]);
    expect((await get(address)).status).toBe(200);
    await reportState(report, "running");
    expect(running.stdout).toBe("listening\n");
  },
);
