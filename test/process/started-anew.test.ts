import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { activate } from "../harness/activate.js";
import { ask, hear } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { isAlive } from "../harness/procs.js";
import { readReport } from "../harness/report.js";
import { start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

const kinds = ["tcp", "unix", "udp"] as const;
const modes = {
  LISTEN_FDS: [],
  "--listen": [],
  "--listen --lazy": ["--lazy", "--exit-idle-time=1h"],
  // Its looks for idleness fall into the time in which nobody serves.
  "--listen, idle soon": ["--lazy", "--exit-idle-time=400ms"],
};
type Mode = keyof typeof modes;
type Kind = (typeof kinds)[number];

const quitTimeoutMs = 500;
/** Java prints its threads at SIGQUIT and goes on. */
const deafToQuit = ["sh", "-c", 'trap "" QUIT; echo deaf; exec "$@"', "sh"];

async function launch(how: string, kind: Kind, mode: Mode, deaf?: "quit") {
  const folder = openTempDir();
  const address = kind === "unix" ? join(folder, "s") : `127.0.0.1:${await freePort()}`;
  const report = join(folder, "report.json");
  const own = mode === "LISTEN_FDS" ? [] : [`--listen=${kind}:${address}`];
  const python = ["python3", "-B", program("starts-anew.py"), how, kind, address];
  const server = deaf ? [...deafToQuit, ...python] : python;
  const stop = deaf ? ["-v", `--stop-timeout=${quitTimeoutMs}ms`] : [];
  const command = [
    rouseExec,
    ...own,
    ...stop,
    ...modes[mode],
    `--report=${report}`,
    "--",
    ...server,
  ];
  const running = mode === "LISTEN_FDS" ? activate([{ kind, address }], command) : start(command);
  await until(() => readReport(report), { what: "the first report" });
  const client = () => (kind === "udp" ? ask(address, "x") : hear(address));
  return { running, client, report };
}

function each(run: (kind: Kind, mode: Mode) => Promise<void>) {
  const all = kinds.flatMap((kind) =>
    (Object.keys(modes) as Mode[]).map((mode) => ({ kind, mode })),
  );
  return all.map(({ kind, mode }) => [`${kind}, ${mode}`, () => run(kind, mode)] as const);
}

function titled(what: string, run: (kind: Kind, mode: Mode) => Promise<void>) {
  return Object.fromEntries(each(run).map(([mode, one]) => [`${mode}: ${what}`, one]));
}

atOnce({
  ...titled("a launcher that tries the address and ends leaves the server", async (kind, mode) => {
    const { running, client } = await launch("launches", kind, mode);
    const server = Number(await client());
    expect(running.hasEnded, running.output.all()).toBe(false);
    // One that sleeps soon may be asleep again.
    if (mode !== "--listen, idle soon") expect(isAlive(server)).toBe(true);
  }),

  ...titled("a server that starts itself anew serves again", async (kind, mode) => {
    const { running, client, report } = await launch("restarts", kind, mode);
    const first = Number(await client());
    await until(() => !isAlive(first), { what: "the first server to end" });
    const second = Number(await client());
    expect(second, running.output.all()).not.toBe(first);
    expect(running.hasEnded).toBe(false);
    if (mode === "--listen, idle soon") return;
    await until(() => readReport(report)?.program_pid === second, { what: "the report of it" });
    running.signal("SIGTERM");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
    expect(running.survivors()).toEqual([]);
  }),

  ...Object.fromEntries(
    kinds.map((kind) => [
      `${kind}: a SIGQUIT long before, after which the server went on, changes nothing`,
      async () => {
        const { running, client } = await launch("restarts", kind, "--listen", "quit");
        await running.line(/^deaf$/);
        running.signal("SIGQUIT");
        await running.line(/passing signal 3 on/);
        await pause(2 * quitTimeoutMs);
        const first = Number(await client());
        await until(() => !isAlive(first), { what: "the first server to end" });
        expect(Number(await client()), running.output.all()).not.toBe(first);
        expect(running.hasEnded).toBe(false);
      },
    ]),
  ),
});
