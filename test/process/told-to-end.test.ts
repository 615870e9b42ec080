import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hasCode } from "../../src/errors/has-code.js";
import { activate } from "../harness/activate.js";
import { ask, connect, hear } from "../harness/connect.js";
import { program, rouse, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { haveTerminal, Shell } from "./terminal.js";

const streams = ["tcp", "unix"] as const;
const kinds = [...streams, "udp"] as const;
type Kind = (typeof kinds)[number];
const modes = ["foreground", "LISTEN_FDS"] as const;
type Mode = (typeof modes)[number];
type Manner = "deaf" | "finishes" | "plain";

const all = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join("");

/** A server of ends-late.py that runs. */
async function serve(
  kind: Kind,
  mode: Mode,
  manner: Manner,
  options: string[],
  before: string[] = [],
) {
  const folder = tempDir();
  const address = kind === "unix" ? join(folder, "socket") : `127.0.0.1:${await freePort()}`;
  const report = join(folder, "report.json");
  const passed = mode === "LISTEN_FDS";
  const listen = passed ? [] : [`--listen=${kind}:${address}`];
  const server = ["python3", program("ends-late.py"), kind, address, manner];
  const argv = [rouseExec, ...listen, `--report=${report}`, ...options, "--", ...before, ...server];
  const running = passed ? activate([{ kind, address }], argv) : start(argv);
  await reportState(report, "running");
  return { running, address, report };
}

describe.each(modes)("%s: a program that ignores SIGTERM", (mode) => {
  test.each(kinds)(
    "is killed after --stop-timeout when rouse-exec is stopped, %s",
    async (kind) => {
      const { running, address, report } = await serve(kind, mode, "deaf", ["--stop-timeout=1s"]);
      if (kind === "udp") await ask(address, "word");
      const began = performance.now();
      running.signal("SIGTERM");
      await reportState(report, "stopping");
      expect(await running.exit()).toEqual({ code: null, signal: "SIGKILL" });
      expect(performance.now() - began).toBeGreaterThan(1000);
      expect(running.stderr).toContain("the program did not stop in time: killing it");
      expect(running.survivors()).toEqual([]);
    },
  );

  test.each(streams)("cuts who is served then, and nobody before, %s", async (kind) => {
    const { running, address } = await serve(kind, mode, "deaf", ["--stop-timeout=500ms"]);
    const download = await connect(address);
    let got = "";
    download.on("data", (chunk) => {
      got += chunk;
    });
    await until(() => got.includes("line 1\n"), { what: "the first line" });
    running.signal("SIGTERM");
    const told = got;
    await running.exit();
    await until(() => download.destroyed || download.readableEnded, { what: "the cut" });
    expect(got.length).toBeGreaterThan(told.length);
    expect(got).not.toBe(all);
  });
});

describe.each(streams)("while a program ends, %s", (kind) => {
  test("its download is finished, and in the foreground new clients are refused", async () => {
    const { running, address } = await serve(kind, "foreground", "finishes", []);
    const download = hear(address);
    await until(async () => (await connect(address)).destroy(), { what: "a second client" });
    running.signal("SIGTERM");
    await running.line(/^told$/);
    await expect(connect(address)).rejects.toSatisfy((error) =>
      hasCode(error, "ECONNREFUSED", "ENOENT"),
    );
    expect(running.hasEnded).toBe(false);
    expect(await download).toBe(all);
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  });

  test("which nobody's timeout ends, it goes on serving", async () => {
    const { running, address } = await serve(kind, "foreground", "deaf", ["--stop-timeout=0"]);
    running.signal("SIGTERM");
    await pause(300);
    expect(await hear(address)).toBe(all);
    expect(running.hasEnded).toBe(false);
  });
});

test("rouse listen takes --stop-timeout", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const server = ["python3", program("ends-late.py"), "tcp", address, "deaf"];
  const running = start([
    process.execPath,
    rouse,
    "listen",
    address,
    "--stop-timeout",
    "1s",
    "--",
    ...server,
  ]);
  await running.line(/holding/);
  expect(await hear(address)).toBe(all);
  expect(await running.stop()).toEqual({ code: null, signal: "SIGKILL" });
});

/** The job of a shell without job control ignores SIGINT. */
const inBackground = ["sh", "-c", '"$@" &', "sh"];

describe.each(modes)("%s: Ctrl-C on what a shell has started in the background", (mode) => {
  test.each(kinds)("ends it, which ignores SIGINT, %s", async (kind) => {
    const { running } = await serve(kind, mode, "plain", ["--stop-timeout=0"], inBackground);
    running.signal("SIGINT");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
    expect(running.survivors()).toEqual([]);
  });

  test("kills what ignores SIGTERM, too, after --stop-timeout", async () => {
    const { running } = await serve("tcp", mode, "deaf", ["--stop-timeout=1s"], inBackground);
    running.signal("SIGINT");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGKILL" });
    expect(running.survivors()).toEqual([]);
  });

  test("kills it when it is pressed again, and not when one press comes twice", async () => {
    const { running } = await serve("tcp", mode, "deaf", ["--stop-timeout=0"], inBackground);
    running.signal("SIGINT");
    running.signal("SIGINT");
    await pause(1500);
    expect(running.hasEnded).toBe(false);
    running.signal("SIGINT");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGKILL" });
    expect(running.survivors()).toEqual([]);
  });
});

describe("at a terminal, Ctrl-C on what a shell has started in the background", () => {
  const { test } = needs("bash", "python3");

  test.each([
    ["ends it", "plain", 1, 143],
    ["pressed again kills what ignores SIGTERM, too", "deaf", 2, 137],
  ] as const)("%s", async (_, manner, presses, status) => {
    const shell = await Shell.open();
    const address = `127.0.0.1:${await freePort()}`;
    const report = join(tempDir(), "report.json");
    const server = ["python3", program("ends-late.py"), "tcp", address, manner];
    const options = [`--listen=${address}`, `--report=${report}`, "--stop-timeout=0"];
    const pid = await shell.supervise([...inBackground, ...server], options);
    await reportState(report, "running");
    await haveTerminal(pid);
    for (let press = 1; press <= presses; press++) {
      shell.type("\x03");
      if (press === presses) break;
      await reportState(report, "stopping");
      await pause(500);
    }
    expect(await shell.status()).toBe(status);
    await expect(connect(address)).rejects.toSatisfy((error) => hasCode(error, "ECONNREFUSED"));
  });
});
