import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { Shell } from "../process/terminal.js";
import { holdAsleep } from "./asleep.js";

const kinds = ["tcp", "unix", "udp"] as const;
type Kind = (typeof kinds)[number];

async function newAddress(kind: Kind): Promise<string> {
  return kind === "unix" ? join(tempDir(), "socket") : `127.0.0.1:${await freePort()}`;
}

const serverPy = (kind: Kind, address: string) => ["python3", program("server.py"), kind, address];

/** Asks a server of server.py to end with 0 after its answer, and gives its pid. */
async function endItself(kind: Kind, address: string): Promise<number> {
  const text =
    kind === "udp" ? await ask(address, "/exit/0") : (await get(address, { path: "/exit/0" })).body;
  return JSON.parse(text).pid;
}

describe("a program that ends well by itself", () => {
  test.each(kinds)("sleeps, and the next client starts it again, %s", async (kind) => {
    const address = await newAddress(kind);
    const asleep = { kind, address, argv: serverPy(kind, address) };
    const { running, report } = await holdAsleep(asleep, 0, ["--announce=held"]);
    const first = await endItself(kind, address);
    const { last_exit } = await reportWhere(
      report,
      ({ state, wakes }) => state === "waiting" && wakes === 1,
    );
    expect(last_exit).toEqual({ code: 0, signal: null, reason: "exit" });
    expect(await endItself(kind, address)).not.toBe(first);
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 2);
    const told = running.stderr.match(/the next client starts it again/g);
    expect(told).toHaveLength(1);
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  });

  test("so it does below rouse listen, which says so", async () => {
    const address = await newAddress("tcp");
    const server = serverPy("tcp", address);
    const running = start([process.execPath, rouse, "listen", address, "--", ...server]);
    await running.line(/holding/);
    const first = await endItself("tcp", address);
    await running.line(
      /^rouse-exec: the program has ended by itself, with status 0: the next client starts it again$/,
    );
    expect(await endItself("tcp", address)).not.toBe(first);
  });

  test("and has bound nothing has not slept: rouse listen ends, and says so", async () => {
    const address = await newAddress("tcp");
    const running = start([process.execPath, rouse, "listen", address, "--", "true"]);
    await running.line(/holding/);
    await connect(address);
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(running.stderr).toContain("ended with status 0: nothing listens any more");
  });

  test.each(["tcp", "unix"] as const)(
    "and leaves the client that woke it is woken for that one later and later, %s",
    async (kind) => {
      const address = await newAddress(kind);
      const argv = ["python3", program("leaves-unserved.py"), kind, address];
      const { running, report } = await holdAsleep({ kind, address, argv }, 0);
      const client = await connect(address);
      for (const seconds of [1, 2]) {
        await running.line(
          new RegExp(`left its client waiting: it is started again in ${seconds} s$`),
        );
      }
      const { wakes } = await reportWhere(report, ({ fails }) => fails >= 2);
      expect(wakes).toBe(2); // a client, and one that is found waiting when the program has ended
      client.destroy();
    },
  );

  test("when it was told to, with a signal that may mean something else, ends the whole", async () => {
    const address = await newAddress("tcp");
    const argv = ["python3", program("process-stops.py"), address, "exits"];
    const { running } = await holdAsleep({ kind: "tcp", address, argv }, 0);
    await connect(address);
    await running.line(/^ready$/);
    running.signal("SIGQUIT");
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  });
});

describe("at a terminal", () => {
  const { test } = needs("bash", "python3");

  /** A server of process-stops.py, which ends with 0 at each signal. */
  async function wake() {
    const address = await newAddress("tcp");
    const report = join(tempDir(), "report.json");
    const shell = await Shell.open();
    const argv = ["python3", "-u", program("process-stops.py"), address, "exits"];
    const options = [`--listen=${address}`, "--lazy", `--report=${report}`];
    await shell.supervise(argv, options);
    await reportState(report, "waiting");
    await connect(address);
    const { program_pid: pid } = await reportState(report, "running");
    return { shell, report, pid };
  }

  test("Ctrl-C, at which it ends with 0, ends the whole", async () => {
    const { shell } = await wake();
    shell.type("\x03");
    expect(await shell.status()).toBe(0);
  });

  test("it sleeps, and Ctrl-C ends what waits", async () => {
    const { shell, report, pid } = await wake();
    process.kill(pid ?? 0, "SIGUSR1");
    await reportState(report, "waiting");
    shell.type("\x03");
    expect(await shell.status()).toBe(130);
  });
});
