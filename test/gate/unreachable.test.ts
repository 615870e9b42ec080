import { expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { type Report, reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { openTempDir, tempDir } from "../harness/temp.js";
import { kinds, newAddress } from "./addresses.js";
import { startGated } from "./gated.js";

const stranger = { uid: 61_234, gid: 61_234 };

const isGated = ({ gate }: Report) => gate !== "none";

const line = (pid: number | string, name: string) =>
  `rouse-exec: the program is ready, and process ${pid} (${name}) cannot be given the passed sockets yet: none of its threads ` +
  "is in a system call, or it is traced, or it may not be inspected any more; this is tried again, and clients wait\n";

/** The gate opens when the program has begun to compute, and its client waits. */
async function startComputing(kind: (typeof kinds)[number], way: string) {
  const address = await newAddress(kind);
  const computing = `${tempDir()}/computing`;
  const argv = [compileC("computes"), way, kind, address, computing];
  const options = [`--ready-check=exec:test -e ${computing}`];
  const started = await startGated("embedded", [{ kind, address }], options, argv);
  return { ...started, answer: get(address) };
}

test.each(kinds)(
  "a program that computes when the gate opens has its socket at once: %s",
  async (kind) => {
    const { running, report, answer } = await startComputing(kind, "alone");
    const { program_pid } = await reportWhere(report, ({ gate }) => gate === "open");
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(running.stderr).toBe("");
  },
);

test("a child that computes, and never makes a call, keeps no client waiting", async () => {
  const { running, report, answer } = await startComputing("tcp", "child");
  expect((await answer).status).toBe(200);
  expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
  expect(running.stderr).toBe("");
});

/** On a busy machine it is found between two sequences sooner or later. */
test.each(kinds)(
  "a program in a restartable sequence is not interrupted in it: %s",
  async (kind) => {
    const { running, report, answer } = await startComputing(kind, "sequence");
    const open = reportWhere(report, ({ gate }) => gate === "open");
    await Promise.race([running.line(/the program is ready, and process/), open]);
    const { program_pid } = await reportWhere(report, isGated, { what: "a gate" });
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    await open;
    expect(running.stderr).not.toContain("sequence");
  },
);

needsRoot().test.each(kinds)(
  "%s, not as root: a program that hides after its bind is named, and serves when it hides no more",
  async (kind) => {
    const folder = openTempDir();
    const address = kind === "unix" ? `${folder}/socket` : await newAddress(kind);
    const argv = ["/usr/bin/python3", "-B", program("hides.py"), kind, address];
    const options = ["--ready-check=tcp"];
    const how = { ...stranger, report: `${folder}/service.json` };
    const { running, report } = await startGated(
      "embedded",
      [{ kind, address }],
      options,
      argv,
      how,
    );
    const answer = get(address);
    await running.line(/the program is ready, and process/);
    const { program_pid, gate } = await reportWhere(report, isGated, { what: "a gate" });
    expect(gate).toBe("shut");
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    expect(running.stderr).toBe(line(program_pid ?? 0, "python3"));
  },
);

needsRoot().test(
  "it is ended in the time of --ready-check-timeout, if it goes on hiding",
  async () => {
    const folder = openTempDir();
    const address = await newAddress("tcp");
    const argv = ["/usr/bin/python3", "-B", program("hides.py"), "tcp", address];
    const options = ["--ready-check=tcp", "--ready-check-timeout=3s"];
    const how = { ...stranger, report: `${folder}/service.json` };
    const sockets = [{ kind: "tcp", address } as const];
    const { running } = await startGated("embedded", sockets, options, argv, how);
    const answer = get(address).catch(() => "cut off");
    expect(await running.exit()).toEqual({ code: 124, signal: null });
    expect(running.stderr).toContain(
      "the program is ended: it was not ready in the time of --ready-check-timeout " +
        "(the checks have passed, and it could not be given the passed sockets)",
    );
    expect(await answer).toBe("cut off");
  },
);
