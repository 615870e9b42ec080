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

test.each([
  ["tcp", "alone"],
  ["unix", "alone"],
  ["tcp", "child"],
] as const)(
  "a program that computes when the gate would open is served its clients when it makes a call again: %s, %s",
  async (kind, way) => {
    const address = await newAddress(kind);
    const computing = `${tempDir()}/computing`;
    const argv = [compileC("computes"), way, kind, address, computing];
    const options = [`--ready-check=exec:test -e ${computing}`];
    const { running, report } = await startGated("embedded", [{ kind, address }], options, argv);
    const answer = get(address);
    const [, pid] = await running.line(/the program is ready, and process (\d+)/);
    const { program_pid, gate } = await reportWhere(report, isGated, { what: "a gate" });
    expect(gate).toBe("shut");
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    expect(Number(pid) === program_pid).toBe(way === "alone");
    expect(running.stderr).toBe(line(pid ?? "", "computes-c"));
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
