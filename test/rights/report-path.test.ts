import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { after } from "../harness/after.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

let folder: string;
let report: string;

beforeEach(() => {
  folder = join(tempDir(), "reports");
  report = join(folder, "r.json");
  mkdirSync(folder);
});

/** Runs a command with the report at that path. */
async function runWith(argv: string[], path = report) {
  const address = `127.0.0.1:${await freePort()}`;
  return run([rouseExec, `--listen=${address}`, `--report=${path}`, "--", ...argv]);
}

const refused = { code: 125, stderr: expect.stringMatching(/is not a regular file/) };

describe("something else at the path of the report is refused, and stays:", () => {
  needs("mkfifo").test("a FIFO that nobody writes to", async () => {
    execFileSync("mkfifo", [report]);
    expect(await runWith(["true"])).toMatchObject(refused);
    expect(readdirSync(folder)).toEqual(["r.json"]);
  });

  test("a socket", async () => {
    const server = createServer();
    after(() => void server.close());
    await new Promise<void>((resolve) => server.listen(report, resolve));
    expect(await runWith(["true"])).toMatchObject(refused);
  });

  test("a link, and the file it leads to", async () => {
    writeFileSync(`${folder}/other`, "kept");
    symlinkSync("other", report);
    expect(await runWith(["true"])).toMatchObject(refused);
    expect(readFileSync(report, "utf8")).toBe("kept");
  });
});

test("the name of a draft cannot be foreseen, and nothing that is there is written into", async () => {
  // The program is the child of rouse-exec, whose pid was once in that name.
  const script = `mkfifo "$0.$PPID.new" && exec python3 "$1" tcp "$2"`;
  const address = `127.0.0.1:${await freePort()}`;
  const argv = ["sh", "-c", script, report, program("server.py"), address];
  const running = start([rouseExec, `--listen=${address}`, `--report=${report}`, "--", ...argv]);
  await reportState(report, "running");
  const planted = `r.json.${running.pid}.new`;
  // Another draft of its own may be there for a moment.
  const files = () => readdirSync(folder).sort().join();
  const expected = ["r.json", planted, "r.json.lock"].sort().join();
  await until(() => files() === expected, { what: () => `${expected}, not ${files()}` });
});

test("the report stays in its directory when that is exchanged for a link", async () => {
  const [moved, other] = [`${folder}.moved`, `${folder}.other`];
  mkdirSync(other);
  writeFileSync(join(other, "r.json"), "kept");
  const script = `mv ${folder} ${moved} && ln -s ${other} ${folder}; exit 3`;
  expect(await runWith(["sh", "-c", script])).toMatchObject({ code: 3, stderr: "" });
  expect(readFileSync(report, "utf8")).toBe("kept");
  expect(JSON.parse(readFileSync(join(moved, "r.json"), "utf8"))).toMatchObject({
    state: "failed",
    last_exit: { code: 3 },
  });
});
