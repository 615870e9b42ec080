import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { isAlive } from "../harness/procs.js";
import { readReport, reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

const warnings = /^rouse-exec: cannot write the report .*$/gm;

const disks = [
  {
    is: "full",
    spoil: "head -c 9000 /dev/zero 2>/dev/null >DISK/fill || :",
    mend: "rm DISK/fill",
    reason: "No space left on device",
  },
  {
    is: "read-only",
    spoil: "mount -o remount,ro DISK",
    mend: "mount -o remount,rw DISK",
    reason: "Read-only file system",
  },
];

const { describe } = needsRoot("unshare", "nsenter", "mount");

describe.each(disks)("a report on a $is disk", ({ spoil, mend, reason }) => {
  test("is one warning at the start, and the service goes on, asleep and awake", async () => {
    const { running, address, folder } = await serveOnDisk(spoil);
    await wakeOnce(address);
    await wakeOnce(address);
    expect(readReport(join(folder, "service.json"))).toBeUndefined();
    expect(running.stderr.match(warnings)).toEqual([expect.stringContaining(reason)]);
  });

  test("is one warning later, and the report is right again when it can be", async () => {
    const { running, address, folder, shell } = await serveOnDisk(":");
    const report = join(folder, "service.json");
    await reportState(report, "waiting");
    await shell(spoil);
    await wakeOnce(address);
    expect(readReport(report)).toMatchObject({ state: "waiting", wakes: 0 });
    await until(() => !readdirSync(folder).join().includes(".new"), { what: "no half report" });
    await running.line(new RegExp(`cannot write the report .*${reason}`));
    await shell(mend);
    await wakeOnce(address);
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 2);
    expect(readdirSync(folder)).toEqual(["service.json", "service.json.lock"]);
    expect(running.stderr.match(warnings)).toHaveLength(1);
  });
});

/** Serves in a mount namespace, with its report on a disk of two pages to which that has been done. */
async function serveOnDisk(done: string) {
  const disk = tempDir();
  const address = `127.0.0.1:${await freePort()}`;
  const options = ["--lazy", "--exit-idle-time=100ms", `--report=${disk}/service.json`];
  const server = ["python3", program("server.py"), "tcp", address];
  const script = `mount -t tmpfs -o size=8k tmpfs ${disk}; ${done.replace("DISK", disk)}; exec "$@"`;
  const inside = ["unshare", "--mount", "sh", "-c", script, "sh"];
  const running = start([...inside, rouseExec, `--listen=${address}`, ...options, "--", ...server]);
  const enter = ["nsenter", "--mount", "--target", String(running.pid), "sh", "-c"];
  const shell = (line: string) => run([...enter, line.replace("DISK", disk)]);
  return { running, address, shell, folder: `/proc/${running.pid}/root${disk}` };
}

/** A client, and the sleep after it. */
async function wakeOnce(address: string): Promise<void> {
  const answer = () => get(address).catch(() => undefined);
  const { body } = await until(answer, { what: `${address} to be served` });
  const { pid } = JSON.parse(body);
  await until(() => !isAlive(pid), { what: "the program to be put to sleep" });
}
