import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hasCode } from "../../src/errors/has-code.js";
import { activate, hold, type ListeningSocket } from "../harness/activate.js";
import { ask, connect, hear } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

type Kind = "tcp" | "udp";
type Mode = "LISTEN_FDS" | "--listen";
type Filter = "none" | "all" | "nobody" | "long" | "ebpf";

const everywhere: [Kind, Mode][] = [
  ["tcp", "LISTEN_FDS"],
  ["tcp", "--listen"],
  ["udp", "LISTEN_FDS"],
  ["udp", "--listen"],
];
const letIn = "let in";
/** What is shut out gets nothing, however long it waits. */
const shortMs = 300;

/** A service that sleeps, and sets the filter that `filter` named last before each bind. */
async function service(kind: Kind, mode: Mode, first: Filter, ...does: string[]) {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const dir = tempDir();
  const [report, file] = [`${dir}/report.json`, `${dir}/filter`];
  const filter = (name: Filter) => writeFileSync(file, name);
  filter(first);
  const server = ["python3", "-B", program("filtered-server.py"), kind, `${port}`, file, ...does];
  const options = ["--lazy", "--exit-idle-time=300ms", `--report=${report}`];
  const argv = [rouseExec, ...options];
  const listen = `--listen=${kind === "udp" ? "udp:" : ""}${address}`;
  const running =
    mode === "--listen"
      ? start([...argv, listen, "--", ...server])
      : activate([{ kind, address }], [...argv, "--", ...server]);
  await reportState(report, "waiting");
  const asleep = (wakes: number) =>
    reportWhere(report, (now) => now.state === "waiting" && now.wakes === wakes);
  return { running, address, filter, report, asleep };
}

/** What a client is told; "" when it is cut off, or gets nothing in time. */
async function reply(kind: Kind, address: string, deadlineMs?: number): Promise<string> {
  const options = deadlineMs === undefined ? {} : { deadlineMs };
  try {
    return kind === "udp" ? await ask(address, "hello", options) : await hear(address, options);
  } catch (error) {
    if (hasCode(error, "ECONNRESET") || String(error).includes("waited")) return "";
    throw error;
  }
}

describe("a socket filter that the program set before its bind", () => {
  test.each(everywhere)("shuts out every client: %s, %s", async (kind, mode) => {
    const { running, address } = await service(kind, mode, "nobody");
    const waking = reply(kind, address, shortMs);
    await running.line(/^filter 1$/);
    expect(await reply(kind, address, shortMs)).toBe("");
    expect(await waking).toBe("");
    expect(running.stdout).not.toContain("answered");
    await running.line(
      /socket filter: 1 client that came before the filter cannot be asked, and is cut off/,
    );
  });

  test.each(everywhere)("stays while it sleeps, and goes with it: %s, %s", async (kind, mode) => {
    const { running, address, filter, asleep } = await service(kind, mode, "all");
    expect(await reply(kind, address, shortMs)).toBe("");
    await asleep(1);
    expect(await reply(kind, address)).toBe(letIn);
    await asleep(2);
    filter("none");
    expect(await reply(kind, address)).toBe(letIn);
    await asleep(3);
    expect(await reply(kind, address)).toBe(letIn);
    const [first, ...later] = ["filter 1", "filter 1", "filter 0", "filter 0"];
    await until(() => running.stdout === `${first}\n${later.join("\nanswered\n")}\nanswered\n`, {
      what: () => `one answer in each run but the first, not ${running.stdout}`,
    });
  });

  test("is copied whole, however long", async () => {
    const { running, address } = await service("tcp", "--listen", "long");
    await reply("tcp", address);
    await running.line(/^filter 2000$/);
    expect(await reply("tcp", address)).toBe(letIn);
  });

  test("is not left behind by a program that fails: the next client wakes it", async () => {
    const port = await freePort();
    const file = `${tempDir()}/filter`;
    writeFileSync(file, "nobody");
    const server = ["python3", "-B", program("filtered-server.py"), "tcp", `${port}`, file, "ends"];
    const socket: ListeningSocket = { kind: "tcp", address: `127.0.0.1:${port}` };
    const holder = hold([socket], [rouseExec, "--", ...server]);
    await holder.line(/^holding$/);
    await reply("tcp", socket.address);
    await holder.line(/^exited \d+ 3$/);
    writeFileSync(file, "none");
    await connect(socket.address);
    await holder.line(/^filter 0$/);
  });

  test("stays when another process of the program binds without one", async () => {
    const { running, address } = await service("tcp", "LISTEN_FDS", "all", "rebinds");
    await reply("tcp", address);
    await until(() => running.stdout === "filter 1\nfilter 1\n", { what: "two binds" });
  });

  test("is set on the socket that is connected beside the passed one", async () => {
    const { running, address, asleep } = await service("udp", "LISTEN_FDS", "all", "connects");
    await reply("udp", address, shortMs);
    await asleep(1);
    expect(await reply("udp", address)).toBe(letIn);
    await running.line(/^connected filter 1$/);
  });
});

needsRoot().test.each(everywhere)(
  "a program whose filter is eBPF does not get the socket: %s, %s",
  async (kind, mode) => {
    const { running, address } = await service(kind, mode, "ebpf");
    const waking = reply(kind, address, shortMs);
    await running.line(
      /binds 127\.0\.0\.1:\d+ with an eBPF socket filter, which cannot be copied.*after bind\(2\)/,
    );
    await running.line(/Address already in use/);
    expect(await waking).toBe("");
  },
);
