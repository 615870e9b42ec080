import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { reportState, reportWhere } from "../harness/report.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { holdAsleep } from "../sleep/asleep.js";
import { kinds, newAddress } from "./addresses.js";

const http = "--ready-check=http:/health";

describe.each(kinds)("%s:", (kind) => {
  const newLoader = async () => {
    const address = await newAddress(kind);
    return { kind, address, argv: ["python3", program("loads.py"), "accept", kind, address] };
  };

  test("a program that is not ready in time is ended, and a line says how far it came", async () => {
    const server = await newLoader();
    const options = [http, "--ready-check-timeout=1s"];
    const { running } = await holdAsleep(server, 60_000, options);
    const answer = get(server.address).catch(() => undefined);
    expect(await running.exit()).toEqual({ code: 124, signal: null });
    // On a busy machine it may not even have begun to listen.
    expect(running.stderr).toMatch(
      /the program is ended: it was not ready in the time of --ready-check-timeout \((http:\/health: answered 503|.* not listen.*|no check has answered)\)/,
    );
    await answer;
  });

  test("or clients are let in, with --ready-check-else=open", async () => {
    const server = await newLoader();
    const options = [http, "--ready-check-timeout=1s", "--ready-check-else=open"];
    const { report } = await holdAsleep(server, 60_000, options);
    expect((await get(server.address)).status).toBe(503);
    expect(await reportState(report, "running")).toMatchObject({
      gate: "open",
      gate_failed: expect.stringMatching(/^http:\/health: |^no check has answered$/),
    });
  });

  test("a program that connects to itself while it loads is answered by itself", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("asks-itself.py"), kind, address];
    const { running } = await holdAsleep({ kind, address, argv }, 60_000, [http]);
    expect((await get(address)).status).toBe(200);
    await running.line(/^heard itself$/);
  });

  test("tcp passes when the program accepts a connection", async () => {
    const server = await newLoader();
    const { report } = await holdAsleep(server, 60_000, ["--ready-check=tcp"]);
    expect((await get(server.address)).status).toBe(503);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
  });

  test("exec passes when the command ends with 0; the report has what it printed", async () => {
    const server = await newLoader();
    const done = `${tempDir()}/done`;
    const check = `--ready-check=exec:echo "$ROUSE_CHECK_ADDRESS is loading"; test -e ${done}`;
    const { running, report } = await holdAsleep(server, 60_000, [check]);
    const answer = get(server.address);
    const { gate_failed } = await reportWhere(report, (it) => it.gate_failed !== null, {
      what: "a check that has failed",
    });
    expect(gate_failed).toContain(`ended with status 1: ${server.address} is loading`);
    writeFileSync(done, "");
    expect((await answer).status).toBe(503);
    expect(running.stderr).toBe("");
  });

  test("a long command is named in the report by its begin and its end", async () => {
    const server = await newLoader();
    const check = `--ready-check=exec:echo é${"é".repeat(40)}; echo no | grep -q PONG`;
    const { report } = await holdAsleep(server, 60_000, [check]);
    get(server.address).catch(() => undefined);
    const { gate_failed } = await reportWhere(report, (it) => it.gate_failed !== null, {
      what: "a check that has failed",
    });
    expect(gate_failed).toMatch(/^exec:echo é+…é+; echo no \| grep -q PONG: ended with status 1/);
  });

  test("it does not sleep while it loads", async () => {
    const server = await newLoader();
    const { running, report } = await holdAsleep(server, 100, [http]);
    const answer = get(server.address);
    const [, pid] = await running.line(/^loading (\d+)$/);
    await pause(500);
    process.kill(Number(pid), "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(await reportState(report, "waiting")).toMatchObject({ gate: "none", wakes: 1 });
  });
});

test.each([
  ["http:health", "the path must begin with / and have no blanks"],
  ["http:/a b", "the path must begin with / and have no blanks"],
  ["http://localhost/a", "the path must stand without an address"],
  ["exec:", "names no command"],
  ["exec: ", "names no command"],
  ["ping", "is not http:PATH, tcp, exec:COMMAND or notify"],
  ["tcp,socket=", "nothing follows socket= or host="],
  ["tcp,sock=web", "only socket=NAME may follow tcp"],
  ["tcp,socket=other", "no passed stream socket is named 'other'"],
])("--ready-check=%s is refused", async (check, reason) => {
  const listen = `--listen=${await newAddress("tcp")}`;
  const running = start([rouseExec, listen, `--ready-check=${check}`, "--", "true"]);
  expect(await running.exit()).toEqual({ code: 125, signal: null });
  expect(running.stderr).toContain(`--ready-check=${check}`);
  expect(running.stderr).toContain(reason);
});

test.each([
  [1000, { code: 0, stderr: "" }],
  [1001, { code: 125, stderr: expect.stringContaining("the path is longer than 1000 bytes") }],
])("a path of %i bytes is checked, or refused", async (length, ended) => {
  const listen = `--listen=${await newAddress("tcp")}`;
  const check = `--ready-check=http:/${"a".repeat(length - 1)}`;
  expect(await run([rouseExec, listen, check, "--", "true"])).toMatchObject(ended);
});

test.each(["0", "infinity"])("--ready-check-interval=%s is refused", async (span) => {
  const listen = `--listen=${await newAddress("tcp")}`;
  const options = [listen, http, `--ready-check-interval=${span}`];
  const running = start([rouseExec, ...options, "--", "true"]);
  expect(await running.exit()).toEqual({ code: 125, signal: null });
  expect(running.stderr).toContain(`--ready-check-interval=${span} would try a check once`);
});

test("it is refused where only datagram sockets are passed", async () => {
  const listen = `--listen=udp:${await newAddress("tcp")}`;
  const running = start([rouseExec, listen, http, "--", "true"]);
  expect(await running.exit()).toEqual({ code: 125, signal: null });
  expect(running.stderr).toContain("only datagram sockets were passed");
});

test.each(["ptrace=SIGSYS", "ptrace=EPERM"])(
  "where %s, rouse-exec does not begin",
  async (filter) => {
    const listen = `--listen=${await newAddress("tcp")}`;
    const around = [compileC("refusal-filter"), filter, "--"];
    const running = start([...around, rouseExec, listen, "--lazy", http, "--", "true"]);
    expect(await running.exit()).toEqual({ code: 125, signal: null });
    expect(running.stderr).toContain(
      "cannot keep clients from the program until --ready-check passes: ptrace(2) is refused; add",
    );
  },
);

test("where no namespace can be made, the program has another address until it is ready", async () => {
  const address = await newAddress("tcp");
  const report = `${tempDir()}/service.json`;
  const around = [compileC("refusal-filter"), "unshare=EPERM", "--"];
  const options = [`--listen=${address}`, "--lazy", "--exit-idle-time=1h", `--report=${report}`];
  const argv = ["python3", program("loads.py"), "accept", "tcp", address];
  const running = start([...around, rouseExec, ...options, http, "--", ...argv]);
  await reportState(report, "waiting");
  const answer = get(address);
  const [, pid] = await running.line(/^loading (\d+)$/);
  process.kill(Number(pid), "SIGUSR1");
  expect((await answer).status).toBe(200);
});
