import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { children, isAlive, status } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import type { Running } from "../harness/start.js";
import { openTempDir, tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { kinds, newAddress } from "./addresses.js";
import { failedBy, startGated } from "./gated.js";

/** Nobody else runs anything as this user, whose processes the limit counts. */
const stranger = { uid: 61_879, gid: 61_879 };

const isGate = (pid: number) => status(pid, "Name") === "rouse-gate";

/** The process that tries the checks, a child of the gate's. */
async function checkerOf(running: Running, other?: number): Promise<number> {
  const find = () =>
    children(running.pid).filter(isGate).flatMap(children).filter(isGate).find(isNew);
  const isNew = (pid: number) => pid !== other;
  return until(find, { what: "a process that tries the checks" });
}

/** What a command has left behind writes its number into FILE. */
const leaving = (file: string, rest: string) =>
  `--ready-check=exec:sleep 1000 & echo $! >>${file}; ${rest}`;

async function leftBy(file: string, count = 1): Promise<number[]> {
  const read = () => (existsSync(file) ? readFileSync(file, "utf8").match(/\d+(?=\n)/g) : null);
  const found = await until(() => (read()?.length ?? 0) >= count && read(), { what: file });
  return found.map(Number);
}

const allEnded = (pids: number[]) =>
  until(() => !pids.some(isAlive), { what: `the end of ${pids}` });

describe.each(kinds)("%s:", (kind) => {
  const newLoader = async (options: string[]) => {
    const address = await newAddress(kind);
    const argv = ["python3", program("loads.py"), "accept", kind, address];
    return { address, ...(await startGated("embedded", [{ kind, address }], options, argv)) };
  };

  test("a process that tries the checks and is killed is followed by another", async () => {
    const { address, running, report } = await newLoader(["--ready-check=http:/health"]);
    const answer = get(address);
    const { program_pid } = await failedBy(report, "http:/health: answered 503");
    const first = await checkerOf(running);
    process.kill(first, "SIGKILL");
    await checkerOf(running, first);
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    expect(running.stderr).toBe("");
  });

  test.each([
    ["stop", "the program is ended"],
    ["open", "clients are let in"],
  ])(
    "without the one that holds the private sockets, --ready-check-else=%s is done",
    async (what, line) => {
      const { address, running, report } = await newLoader([
        "--ready-check=http:/health",
        `--ready-check-else=${what}`,
      ]);
      const answer = get(address).then(
        ({ status }) => status,
        () => "cut off",
      );
      await failedBy(report, "http:/health: answered 503");
      const [gate = 0] = children(running.pid).filter(isGate);
      process.kill(gate, "SIGKILL");
      await running.line(RegExp(`^rouse-exec: ${line}: .* \\(the process that tries .* was ended`));
      expect(await answer).toBe(what === "open" ? 503 : "cut off");
      if (what === "stop") expect(await running.exit()).toEqual({ code: 124, signal: null });
    },
  );

  test("the command that it ran ends with it", async () => {
    const file = `${tempDir()}/left`;
    const { running } = await newLoader([leaving(file, "wait")]);
    const [left = 0] = await leftBy(file);
    process.kill(await checkerOf(running), "SIGKILL");
    await allEnded([left]);
  });

  test("what a command leaves behind ends with it, whether it fails or passes", async () => {
    const file = `${tempDir()}/left`;
    const check = leaving(file, `test $(wc -l <${file}) -ge 3`);
    const { address, report } = await newLoader([check]);
    expect((await get(address)).status).toBe(503);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    await allEnded(await leftBy(file, 3));
  });

  test("what a command leaves behind in a session of its own ends with it", async () => {
    const file = `${tempDir()}/left`;
    const check = `--ready-check=exec:setsid sh -c 'echo $$ >>${file}; exec sleep 1000' & test $(wc -l <${file}) -ge 3`;
    const { address, running, report } = await newLoader([check]);
    expect((await get(address)).status).toBe(503);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    await allEnded(await leftBy(file, 3));
    expect(running.stderr).toBe("");
  });

  test("what a command leaves behind stays in no list of processes while others are tried", async () => {
    const file = `${tempDir()}/left`;
    const { running } = await newLoader([leaving(file, "false")]);
    const left = await leftBy(file, 5);
    const found = () => left.slice(0, 4).filter((pid) => status(pid, "State") !== undefined);
    await until(() => found().length === 0, { what: "the end of those that have ended" });
    expect(running.stderr).toBe("");
  });

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "a command that runs ends with rouse-exec: %s",
    async (signal) => {
      const file = `${tempDir()}/left`;
      const { running } = await newLoader([leaving(file, "wait")]);
      const left = await leftBy(file);
      const commands = children(await checkerOf(running));
      await running.stop(signal);
      await allEnded([...left, ...commands]);
    },
  );
});

test("what a command leaves behind ends when its time is over", async () => {
  const file = `${tempDir()}/left`;
  const address = await newAddress("tcp");
  const argv = ["python3", program("loads.py"), "accept", "tcp", address];
  const check = leaving(file, "wait");
  const { report } = await startGated("embedded", [{ kind: "tcp", address }], [check], argv);
  const [left = 0] = await leftBy(file);
  await reportWhere(
    report,
    ({ gate_failed }) => gate_failed?.endsWith("had not ended after 5 s") ?? false,
    { what: "a time-out" },
  );
  await allEnded([left]);
});

needsRoot("prlimit").test(
  "checks for which there is no process to spare are tried when there is one, and the report says so",
  async () => {
    const address = await newAddress("tcp");
    const argv = ["/usr/bin/python3", program("loads.py"), "accept", "tcp", address];
    const options = { ...stranger, report: `${openTempDir()}/service.json` };
    const checks = ["--ready-check=http:/health"];
    const { running, report } = await startGated(
      "embedded",
      [{ kind: "tcp", address }],
      checks,
      argv,
      options,
    );
    const { program_pid } = await failedBy(report, "http:/health: answered 503");
    const checker = await checkerOf(running);
    const [gate = 0] = children(running.pid).filter(isGate);
    limitProcesses(gate, 1);
    process.kill(checker, "SIGKILL");
    await failedBy(report, "no check can be tried: there is no process to spare");
    limitProcesses(gate, 1000);
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await get(address)).status).toBe(200);
    expect(running.stderr).toBe("");
  },
);

function limitProcesses(pid: number, count: number): void {
  execFileSync("prlimit", [`--pid=${pid}`, `--nproc=${count}:`], stranger);
}
