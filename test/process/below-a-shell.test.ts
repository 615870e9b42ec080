import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { isAlive } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { holdAsleep } from "../sleep/asleep.js";
import { newServer, type Server } from "../sleep/servers.js";

/** Longer than what a program that has failed leaves behind is given. */
const graceMs = 7000;
const kinds = ["tcp", "unix", "udp"] as const;

/** A server that saves at the signal, below a shell that the signal ends. */
async function newSaver(kind: Server["kind"], after: string, signal = "TERM"): Promise<Server> {
  const server = await newServer("python", kind);
  const command = ["python3", program("saves.py"), signal, kind, server.address].join(" ");
  return { ...server, argv: ["sh", "-c", `${command} ${after}`] };
}

/** It is left to save, however long that takes. */
async function expectSaved(running: Running, nth = 1): Promise<void> {
  const [, pid] = await running.line(/^saving (\d+)$/, { nth });
  await pause(graceMs);
  expect(isAlive(Number(pid)), running.output.all()).toBe(true);
  process.kill(Number(pid), "SIGUSR1");
  await running.line(/^saved$/, { nth });
}

const shells = { "; true": "a shell", "| cat": "a shell with a pipe" };

atOnce(
  Object.fromEntries(
    kinds.flatMap((kind) =>
      Object.entries(shells).flatMap(([after, what]) => [
        [
          `${kind}: a server below ${what} saves before it sleeps`,
          async () => {
            const server = await newSaver(kind, after);
            const { running, report } = await holdAsleep(server, 200);
            for (const nth of [1, 2]) {
              await server.askPid();
              await expectSaved(running, nth);
              await reportState(report, "waiting");
            }
            expect(running.stderr).not.toContain("killing");
          },
        ],
        [
          `${kind}: a server below ${what} saves when the service is to end`,
          async () => {
            const server = await newSaver(kind, after);
            const { running } = await holdAsleep(server, 60_000);
            await server.askPid();
            running.signal("SIGTERM");
            await expectSaved(running);
            expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
          },
        ],
        [
          `${kind}: a server below ${what} saves with a socket of LISTEN_FDS`,
          async () => {
            const { address, argv } = await newSaver(kind, after);
            const idle = "--exit-idle-time=200ms";
            const running = activate([{ kind, address }], [rouseExec, idle, "--", ...argv]);
            await expectSaved(running);
            expect(await running.exit()).toEqual({ code: 0, signal: null });
          },
        ],
      ]),
    ),
  ),
);

test("it gets the stop signal of the service, and not another one", async () => {
  const server = await newSaver("tcp", "; true", "QUIT");
  const { running, report } = await holdAsleep(server, 200, ["--stop-signal=QUIT"]);
  await server.askPid();
  await expectSaved(running);
  await reportState(report, "waiting");
});

test.each(kinds)(
  "%s: where all are to get the signal, SIGTERM to rouse-exec reaches a server below a shell",
  async (kind) => {
    const server = await newServer("python", kind);
    const argv = ["sh", "-c", `${server.argv.join(" ")}; true`];
    const { running } = await holdAsleep({ ...server, argv }, 60_000, ["--stop-signal-to=all"]);
    await server.askPid();
    running.signal("SIGTERM");
    expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
  },
);

test.each(kinds)(
  "%s: one that is slow to go on after the standstill does not miss the stop signal",
  async (kind) => {
    const server = await newServer("c", kind);
    const argv = ["sh", "-c", `${compileC("goes-on-slowly")} ${kind} ${server.address}; true`];
    const { report } = await holdAsleep({ ...server, argv }, 200);
    await server.askPid();
    await reportState(report, "waiting");
  },
);

test.each(["INT", "QUIT"] as const)(
  "one that a shell has started with SIG%s ignored gets SIGTERM instead",
  async (signal) => {
    const server = await newServer("python", "tcp");
    const argv = ["sh", "-c", `${server.argv.join(" ")} & wait`];
    const options = [`--stop-signal=${signal}`];
    const { running, report } = await holdAsleep({ ...server, argv }, 200, options);
    await server.askPid();
    await reportState(report, "waiting");
    await server.askPid();
    running.signal(`SIG${signal}`);
    await running.exit();
    expect(running.stderr).not.toContain("killing");
  },
);

test("workers are told when their master has ended without telling them (php -S)", async () => {
  const server = await newServer("python", "tcp");
  const command = `python3 ${program("leaves-workers.py")} ${server.address}`;
  const argv = ["sh", "-c", `${command} & wait`];
  const { running } = await holdAsleep({ ...server, argv }, 60_000);
  await server.askPid();
  running.signal("SIGTERM");
  expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
});

test("one whose shell ends well gets the stop signal of the service, too", async () => {
  const server = await newSaver("tcp", "& wait", "USR2");
  const [, , command = ""] = server.argv;
  const argv = ["sh", "-c", `trap "exit 0" USR2; ${command}`];
  const { running } = await holdAsleep({ ...server, argv }, 60_000, ["--stop-signal=USR2"]);
  await server.askPid();
  running.signal("SIGUSR2");
  await expectSaved(running);
});

test("one below a shell that handles the signal is killed, and a sentence says what to do", async () => {
  const server = await newServer("python", "tcp");
  const argv = ["sh", "-c", `trap "echo bye" TERM; ${server.argv.join(" ")}`];
  const { running } = await holdAsleep({ ...server, argv }, 200, ["--stop-timeout=300ms"]);
  await server.askPid();
  await running.line(
    /killing it \(process \d+, sh, which got SIGTERM, holds no passed socket; --stop-signal-to=all /,
  );
});

test("what the program's processes say to each other does not keep it from its end", async () => {
  const server = await newServer("python", "tcp");
  const talk = `python3 ${program("converses.py")} ${await freePort()}`;
  const argv = ["sh", "-c", `${talk} & ${server.argv.join(" ")}`];
  const { running } = await holdAsleep({ ...server, argv }, 60_000);
  await server.askPid();
  await running.line(/^conversing$/);
  running.signal("SIGTERM");
  expect(await running.exit()).toEqual({ code: null, signal: "SIGTERM" });
});

test("one that does not stop in time is killed, and that is said", async () => {
  const server = await newSaver("tcp", "; true");
  const { running, report } = await holdAsleep(server, 200, ["--stop-timeout=300ms"]);
  await server.askPid();
  const [, pid] = await running.line(/^saving (\d+)$/);
  await running.line(
    new RegExp(`what the program left did not stop in time: killing it \\(process ${pid}, python3`),
  );
  await reportState(report, "waiting");
  expect(isAlive(Number(pid))).toBe(false);
});

test("a client of a process that its parent leaves alone is served to the end (sshd)", async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const argv = ["python3", program("fork-serves.py"), address, "tcp"];
  const report = `${tempDir()}/service.json`;
  const options = [`--listen=${address}`, `--report=${report}`, "--lazy"];
  const running = start([rouseExec, ...options, "--", ...argv]);
  await reportState(report, "waiting");
  const client = await connect(address);
  const echoed = async (word: string) => {
    const answer = new Promise((resolve) => client.once("data", (data) => resolve(String(data))));
    client.write(word);
    expect(await answer).toBe(word);
  };
  await echoed("before");
  running.signal("SIGTERM");
  await reportState(report, "stopping");
  await pause(graceMs);
  await echoed("after");
  expect(running.hasEnded).toBe(false);
  client.destroy();
  await until(() => running.hasEnded, { what: "the end of the last session" });
});
