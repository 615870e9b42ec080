import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { readReport, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { Reported } from "./reported.js";
import { stepsCommand } from "./steps.js";

test("every kind of socket has its type and its address as --listen takes it", async () => {
  const [port, folder] = [await freePortPair(), tempDir()];
  const sockets: ListeningSocket[] = [
    { kind: "tcp", address: `127.0.0.1:${port}`, name: "a" },
    { kind: "udp", address: `[::1]:${port}`, name: "b" },
    { kind: "unix", address: join(folder, "stream"), name: "c" },
    { kind: "unix-dgram", address: join(folder, "datagram"), name: "d" },
    { kind: "unix-seqpacket", address: `@rouse-${port}`, name: "e" },
    { kind: "tcp", address: `[::]:${await freePortPair()}`, name: "f" },
  ];
  const steps = sockets.map(({ kind, address }) => ({ kind, address, listen: 5 }));
  const reported = new Reported(sockets, stepsCommand(steps));
  const { sockets: told } = await reported.state("running");
  expect(told).toEqual(
    sockets.map(({ kind, address, name }) => ({
      name,
      address,
      type: kind,
      ...{ adopted: true, listening: true, closed: false, in_vain: false },
    })),
  );
});

test.each([
  ["quotes and backslashes", 'a"b\\c'],
  ["a comma", "a,b"],
  ["letters that are not ASCII", "café"],
])("a path with %s is read back as it was", async (_, name) => {
  const address = join(tempDir(), name);
  const reported = new Reported([{ kind: "unix", address, name }], ["sleep", "60"]);
  expect((await reported.state("starting")).sockets).toMatchObject([{ address, name }]);
});

test("a control character in a name does no harm", async () => {
  const address = `@rouse-${process.pid}\n\0"`;
  const reported = new Reported([{ kind: "unix", address }], ["sleep", "60"]);
  const { sockets } = await reported.state("starting");
  expect(sockets).toMatchObject([{ address: `@rouse-${process.pid}\\x0a\\x00"` }]);
});

test("a bind that no passed socket fits is listed once, with who tried it", async () => {
  const port = await freePortPair();
  const [tcp, udp] = ["tcp", "udp"].map((kind) => ({ kind, address: `127.0.0.2:${port}` }));
  const binds = [tcp, udp, tcp, { kind: "tcp", address: "127.0.0.1:0" }];
  const argv = stepsCommand(binds as Parameters<typeof stepsCommand>[0]);
  const reported = new Reported([{ kind: "tcp", address: `127.0.0.1:${port}` }], argv);
  await reported.running.line(/^ready$/);
  const { unmatched, program_pid } = await reported.where(({ unmatched }) => unmatched.length > 1);
  expect(unmatched).toEqual([
    { address: `127.0.0.2:${port}`, type: "tcp", pid: program_pid, aside: false },
    { address: `127.0.0.2:${port}`, type: "udp", pid: program_pid, aside: false },
  ]);
});

test("the file is replaced as a whole, and nothing is left beside it", async () => {
  const address = `127.0.0.1:${await freePortPair()}`;
  const argv = ["python3", "-B", program("adopt-listen.py"), address, "5"];
  const reported = new Reported([{ kind: "tcp", address }], argv, { options: ["--lazy"] });
  await reported.state("waiting");
  const first = openSync(reported.file, "r");
  after(() => closeSync(first));
  await converse(address, "hello");
  await reported.state("running");
  expect(fstatSync(first).nlink).toBe(0);
  expect(JSON.parse(readFileSync(first, "utf8"))).toMatchObject({ state: "waiting" });
  expect(statSync(reported.file).mode & 0o777).toBe(0o644);
  await converse(address, "end");
  await reported.state("waiting");
  process.kill(reported.running.pid, "SIGTERM");
  await reported.running.exit();
  expect(readdirSync(dirname(reported.file))).toEqual(["reported.json"]);
});

test("a report that can no longer be written is complained of once, and the program runs on", async () => {
  const folder = join(tempDir(), "reports");
  const [port, other] = [await freePortPair(), await freePortPair()];
  mkdirSync(folder);
  const script = `read line; rm -r ${folder}; touch ${folder}; exit 4`;
  const options = [`--listen=127.0.0.1:${port}`, `--listen=127.0.0.1:${other}`];
  const argv = [rouseExec, ...options, `--report=${folder}/r.json`, "--", "sh", "-c", script];
  const running = start(argv);
  // Until then it writes the report that it was started, which must not come between the steps of rm(1).
  await reportWhere(`${folder}/r.json`, ({ program_pid }) => program_pid !== null);
  running.stdin?.write("\n");
  expect((await running.exit()).code).toBe(4);
  expect(running.stderr).toMatch(/^rouse-exec: cannot write the report .*\n$/);
  expect(readReport(folder.replace(/reports$/, "r.json"))).toBeUndefined();
});
