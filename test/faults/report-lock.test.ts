import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { node } from "../cli/stand-in.js";
import { connect } from "../harness/connect.js";
import { program, rouse, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { readReport, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { type Running, start } from "../harness/start.js";
import { openTempDir, tempDir } from "../harness/temp.js";

const deadlineMs = 60_000;

const asUser = (uid: number) => ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];

async function begin(
  report: string,
  before: string[] = [],
): Promise<{ running: Running; address: string }> {
  const address = `127.0.0.1:${await freePort()}`;
  const server = ["python3", program("server.py"), "tcp", address];
  const options = [`--listen=${address}`, "--lazy", "--announce=held", `--report=${report}`];
  return { address, running: start([...before, rouseExec, ...options, "--", ...server]) };
}

/** Which of these came up; the others have ended. */
async function divide(all: Running[], up: RegExp): Promise<{ up: Running[]; refused: Running[] }> {
  const came = await Promise.all(
    all.map((one) =>
      Promise.race([
        one.line(up, { deadlineMs }).then(() => true),
        one.exit({ deadlineMs }).then(() => false),
      ]).catch(() => false),
    ),
  );
  return { up: all.filter((_, i) => came[i]), refused: all.filter((_, i) => !came[i]) };
}

describe("one report has one writer:", () => {
  test("of eight that start at once, one comes up and the others name it", async () => {
    const folder = openTempDir();
    const report = join(folder, "web.json");
    const all = await Promise.all(Array.from({ length: 8 }, () => begin(report)));
    const { up, refused } = await divide(
      all.map(({ running }) => running),
      /^held$/,
    );
    expect(up).toHaveLength(1);
    const pid = up[0]?.pid;
    for (const one of refused) {
      expect((await one.exit()).code).toBe(125);
      expect(one.stderr).toBe(
        `rouse-exec: cannot write the report ${report}: process ${pid} (rouse-exec) writes it; end that one, or ` +
          "choose another name\n",
      );
    }
    expect(readReport(report)).toMatchObject({ pid, state: "waiting" });
    up[0]?.signal("SIGTERM");
    await up[0]?.exit();
    expect(readdirSync(folder)).toEqual(["web.json"]);
  });

  test("of two `rouse listen --name` that start at once, one comes up", async () => {
    const env = {
      ...{ XDG_RUNTIME_DIR: tempDir(), XDG_CONFIG_HOME: tempDir() },
      DBUS_SESSION_BUS_ADDRESS: undefined,
    };
    const ports = [await freePort(), await freePort()];
    const all = ports.map((port) =>
      start([node, rouse, "listen", String(port), "--name", "web", "--", "true"], { env }),
    );
    const { up, refused } = await divide(all, /^rouse: holding /);
    expect(up).toHaveLength(1);
    expect((await refused[0]?.exit())?.code).not.toBe(0);
    expect(refused[0]?.stderr).toContain(`process ${up[0]?.pid}`);
  });

  test("the one of a rouse-exec that was killed is taken over, asleep or awake", async () => {
    const report = join(openTempDir(), "web.json");
    const first = await begin(report);
    await first.running.line(/^held$/);
    await connect(first.address);
    await reportWhere(report, ({ state }) => state === "running", { deadlineMs });
    first.running.signal("SIGKILL");
    await first.running.exit();
    expect(existsSync(`${report}.lock`)).toBe(true);
    const second = await begin(report);
    await second.running.line(/^held$/);
    expect(readReport(report)).toMatchObject({ pid: second.running.pid, wakes: 1 });
  });
});

async function isRefused(running: Running, report: string): Promise<void> {
  expect((await running.exit()).code).toBe(125);
  expect(running.stderr).toBe(
    `rouse-exec: cannot write the report ${report}: ${report}.lock is in the way; remove it\n`,
  );
}

needsRoot().describe("the report of root in a folder of somebody else", () => {
  const nobody = 65534;
  const theirs = () => {
    const folder = join(openTempDir(), "theirs");
    mkdirSync(folder);
    chownSync(folder, nobody, nobody);
    return join(folder, "web.json");
  };

  test("has one writer too", async () => {
    const report = theirs();
    const first = await begin(report);
    await first.running.line(/^held$/);
    const second = await begin(report);
    expect((await second.running.exit()).code).toBe(125);
    expect(second.running.stderr).toContain(`process ${first.running.pid} (rouse-exec) writes it`);
  });

  test("leaves a lock, when it is killed, without which its owner does not write", async () => {
    const report = theirs();
    const first = await begin(report);
    await first.running.line(/^held$/);
    await first.running.stop("SIGKILL");
    await isRefused((await begin(report, asUser(nobody))).running, report);
  });

  test.each<[string, (own: string, lock: string) => void]>([
    ["a symbolic link", symlinkSync],
    ["a hard link", linkSync],
    ["a folder", (_, lock) => mkdirSync(lock)],
  ])("is refused where %s has the name of its lock", async (_, put) => {
    const report = theirs();
    const own = join(openTempDir(), "own");
    writeFileSync(own, "ours");
    put(own, `${report}.lock`);
    const { running } = await begin(report);
    await isRefused(running, report);
    expect([existsSync(own), existsSync(`${report}.lock`)]).toEqual([true, true]);
  });
});
