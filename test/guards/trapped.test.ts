import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { after } from "../harness/after.js";
import { inCompat } from "../harness/compat.js";
import { freePort } from "../harness/ports.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, type Passed, type Setting } from "./calls.js";
import { look } from "./file.js";
import { needsCalls } from "./needs-calls.js";

const AT_REMOVEDIR = 0x200;

let folder: string;
let unix: Passed;
let tcp: Passed;
let abstract: Passed;

beforeEach(async () => {
  folder = openTempDir();
  unix = { kind: "unix", address: join(folder, "s") };
  tcp = { kind: "tcp", address: `127.0.0.1:${await freePort()}` };
  abstract = { kind: "unix", address: `@rouse-guards-${await freePort()}` };
});

/** Of files beside the socket: what a mail server or PHP's sessions do all day. */
const onPaths = [
  "unlink F/1",
  "unlinkat -100 F/2 0",
  "rename F/3 F/3.new",
  "renameat -100 F/4 -100 F/4.new",
  "renameat2 -100 F/5 -100 F/5.new 0",
  "link F/6 F/7",
  "linkat -100 F/6 -100 F/8 0",
  "chmod F/6 0600",
  "fchmodat -100 F/6 0600",
  "fchmodat2 -100 F/6 0600 0",
  "chown F/6 -1 -1",
  "lchown F/6 -1 -1",
  "fchownat -100 F/6 -1 -1 0",
];
const never = ["close 77", "rmdir F/none", `unlinkat -100 F/none ${AT_REMOVEDIR}`];

const inFolder = (call: string) => call.replaceAll("F", folder);
const both = (calls: string[]) => calls.flatMap((call) => [call, ...inCompat(`32 ${call}`)]);

/** The program with files to act on, a unix socket and one of IPv4 as its descriptors 3 and 4. */
async function callsOf(sockets: Passed[], setting: Setting = {}): Promise<Calls> {
  for (let name = 1; name <= 6; name++) writeFileSync(join(folder, String(name)), "");
  const calls = await Calls.of(sockets, setting);
  expect(await calls.makeAll(["socket 1 1 0", "socket 2 1 0"])).toEqual([3, 4]);
  return calls;
}

async function expectAnswered(calls: Calls, list: string[]): Promise<void> {
  await calls.freeze();
  for (const call of list.map(inFolder)) {
    const answer = await calls.make(call).catch(() => "none while rouse-exec stands still");
    expect({ [call]: answer }).not.toEqual({ [call]: "none while rouse-exec stands still" });
  }
  calls.thaw();
}

async function expectWaiting(calls: Calls, list: string[]): Promise<void> {
  for (const call of list.map(inFolder)) {
    await calls.freeze();
    const pending = calls.begin(call);
    await calls.sleepsInCall().catch(() => undefined);
    expect({ [call]: pending.isAnswered }).toEqual({ [call]: false });
    calls.thaw();
    await pending.answer;
  }
}

needsCalls().describe("while rouse-exec stands still,", () => {
  test("with a unix path passed, calls on paths and unix connects wait for it", async () => {
    const calls = await callsOf([unix, tcp]);
    await expectWaiting(calls, both([...onPaths, "connect 3 F/none", "bind 3 F/own"]));
  });

  test("and all else goes on: TCP connects, removal of folders", async () => {
    const calls = await callsOf([unix]);
    await expectAnswered(calls, both(never));
    await expectAnswered(calls, [await tcpConnect()]);
  });

  test("with TCP passed, connects to IP addresses wait too", async () => {
    const calls = await callsOf([unix, tcp]);
    await expectWaiting(calls, both([await tcpConnect(), "connect 3 F/none"]));
  });

  test("with UDP passed, they wait as well", async () => {
    const calls = await callsOf([{ ...tcp, kind: "udp" }]);
    await expectWaiting(calls, both([await tcpConnect()]));
    await expectAnswered(calls, both(onPaths));
  });

  test("with --no-connect-guard they do not", async () => {
    const calls = await callsOf([unix, tcp], { options: ["--no-connect-guard"] });
    await expectWaiting(calls, both(["connect 3 F/none"]));
    await expectAnswered(calls, [await tcpConnect()]);
  });

  test("with --no-path-guards only connects and binds wait", async () => {
    const calls = await callsOf([unix], { options: ["--no-path-guards"] });
    await expectWaiting(calls, both(["connect 3 F/none", "bind 3 F/own"]));
    await expectAnswered(calls, both([...onPaths, ...never]));
  });

  test("with only TCP passed, calls on paths do not", async () => {
    const calls = await callsOf([tcp]);
    await expectWaiting(calls, both(["bind 3 F/own", "listen 3 5"]));
    await expectAnswered(calls, both([...onPaths, ...never]));
  });

  test("with only abstract sockets passed neither", async () => {
    const calls = await callsOf([abstract]);
    await expectWaiting(calls, both(["bind 3 F/own", "listen 3 5"]));
    await expectAnswered(calls, both([...onPaths, ...never, "connect 3 F/none"]));
  });
});

needsCalls().test(
  "with --no-path-guards the program does with the file what it wants",
  async () => {
    const calls = await callsOf([unix], { options: ["--no-path-guards"] });
    const steps = [`chmod ${unix.address} 0612`, `rename ${unix.address} ${folder}/moved`];
    expect(await calls.makeAll(steps)).toEqual([0, 0]);
    expect([look(unix.address), look(`${folder}/moved`)?.mode]).toEqual([undefined, "612"]);
    expect(await calls.make(`unlink ${folder}/moved`)).toBe(0);
    expect(look(`${folder}/moved`)).toBeUndefined();
  },
);

/** To a server of ours; a connect that waited for nobody is refused or succeeds at once. */
async function tcpConnect(): Promise<string> {
  const server = createServer();
  after(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `connect-inet 4 127.0.0.1:${(server.address() as AddressInfo).port}`;
}
