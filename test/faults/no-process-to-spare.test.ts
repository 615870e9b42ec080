import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { converse } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { isAsleep } from "../harness/procs.js";
import { readReport, reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

/** Nobody else runs anything as this user, whose processes the limit counts. */
const stranger = { uid: 61_877, gid: 61_877 };
const script = `
import socket, sys
host, port = sys.argv[1].split(":")
listener = socket.create_server((host, int(port)))
while True:
    connection, _ = listener.accept()
    connection.sendall(b"hello")
    connection.close()
`;

needsRoot("prlimit").test.each([
  ["", []],
  [", with a readiness check", ["--ready-check=exec:true"]],
])(
  "a wake for which there is no process to spare is tried again, and its client is served%s",
  async (_, checks) => {
    const folder = tempDir();
    chmodSync(folder, 0o777);
    const report = `${folder}/service.json`;
    const address = `127.0.0.1:${await freePort()}`;
    const options = [`--listen=${address}`, "--lazy", `--report=${report}`, ...checks];
    const python = ["/usr/bin/python3", "-c", script, address];
    const running = start([rouseExec, ...options, "--", ...python], stranger);
    await reportState(report, "waiting");
    limitProcesses(running.pid, 1);
    const answer = converse(address, "", { deadlineMs: 60_000 });
    await running.line(/cannot start the program now, .*: Resource (temporarily un|not )available/);
    await pause(1500);
    expect(readReport(report)).toMatchObject({ state: "waiting", wakes: 0 });
    await until(() => isAsleep(running.pid), { everyMs: 1, what: "rouse-exec to wait" });
    limitProcesses(running.pid, 1000);
    expect(await answer).toBe("hello");
    await reportWhere(report, ({ wakes }) => wakes === 1);
    expect(running.output.matches(/cannot start the program/)).toHaveLength(1);
    expect(running.output.matches(/cannot keep clients/)).toHaveLength(checks.length);
  },
);

function limitProcesses(pid: number, count: number): void {
  execFileSync("prlimit", [`--pid=${pid}`, `--nproc=${count}:`], stranger);
}
