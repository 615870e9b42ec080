import { describe, expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { parseReady, type ReadyDefinition } from "../../src/definition/parse-ready.js";
import { RouseError } from "../../src/errors/rouse-error.js";
import { buildArgv } from "../../src/rouse-exec/command-line.js";
import { rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";

const socket = `@rouse-ready-checks-${process.pid}`;
const addresses = [`${socket},name=a`, `udp:127.0.0.1:1,name=u`].map((text) => parseAddress(text));

function read(definition: ReadyDefinition) {
  return parseReady(definition, addresses);
}

/** Whether rouse-exec runs a program with these options, which it refuses before it does anything. */
async function takes(options: readonly string[]): Promise<boolean> {
  const { code } = await run([rouseExec, `--listen=${socket},name=a`, ...options, "--", "true"]);
  return code !== 125;
}

const good = [
  ...["http:/", "http:/health", "http:/a,b", "http:/a,socket=a", "http:/a,host=h,socket=a"],
  ...["http:/a,socket=a,host=h", "http:/a,b=c", "tcp", "tcp,socket=a", "exec:true", "exec: true,b"],
  ...["exec:true,socket=a", "notify"],
];
const bad = [
  ...[
    "",
    "http",
    "http:",
    "http:health",
    "http:/a b",
    "http://127.0.0.1:8080/a",
    "http:/é",
    "http:/a,socket=",
    "http:/,host=",
  ],
  ...[
    "tcp:80",
    "tcpx",
    "tcp,socket=",
    "exec",
    "exec:",
    "exec: \n",
    "notify,socket=a",
    "ready",
    "HTTP:/",
  ],
];

describe("Rouse and rouse-exec agree on a check:", () => {
  test.each(good)("%j is one", async (check) => {
    const ready = read({ checks: [check] });
    const own = { addresses: [], maps: [], lazy: false, idle: 0, command: [] };
    const options = buildArgv({ ...own, ...(ready && { readiness: ready }) }).slice(1, -1);
    expect(await takes([`--ready-check=${check}`])).toBe(true);
    expect(await takes(options)).toBe(true);
  });

  test.each(bad)("%j is none", async (check) => {
    expect(() => read({ checks: [check] })).toThrow(RouseError);
    expect(await takes([`--ready-check=${check}`])).toBe(false);
  });
});

test("a definition is read as a whole", () => {
  const checks = ["http:/health,host=h,socket=a", "exec:a,socket=b"];
  const others = { interval: "250ms", passes: "1000", timeout: "infinity", otherwise: "open" };
  expect(read({ checks, ...others })).toEqual({
    checks: [{ what: "http:/health,host=h", socket: "a" }, { what: "exec:a,socket=b" }],
    ...{ interval: 250_000, passes: 1000, timeout: Number.POSITIVE_INFINITY, opensLate: true },
  });
  expect(read({})).toBeUndefined();
});

test.each<[ReadyDefinition, string]>([
  [
    { checks: ["health"] },
    "cannot read the --ready-check 'health': expected http:PATH, tcp, exec:COMMAND or notify",
  ],
  [
    { checks: ["http:a"] },
    "'http:a': expected a path that begins with / and has no blanks, as in http:/health",
  ],
  [
    { checks: ["http://localhost/a"] },
    "'http://localhost/a': expected a path without the address, as in http:/health",
  ],
  [{ checks: ["exec:"] }, "'exec:': expected a command behind exec:, as in exec:pg_isready"],
  [{ checks: ["tcp,host=a"] }, "'tcp,host=a': expected tcp, or tcp,socket=NAME"],
  [{ checks: ["tcp,socket="] }, "'tcp,socket=': expected something behind socket="],
  [{ checks: ["tcp,socket=u"] }, "no socket with connections is named 'u'; expected one of 'a'"],
  [
    { timeout: "1h" },
    "cannot use --ready-check-timeout without a check: expected --ready-check as well",
  ],
  [{ otherwise: "open" }, "cannot use --ready-check-else without a check"],
  [{ checks: ["tcp"], interval: "soon" }, "cannot read the time span 'soon'"],
  [
    { checks: ["tcp"], interval: "0" },
    "at the --ready-check-interval '0': expected a time between two tries",
  ],
  [{ checks: ["tcp"], interval: "infinity" }, "at the --ready-check-interval 'infinity'"],
  [
    { checks: ["tcp"], passes: "0" },
    "cannot read the --ready-check-passes '0': expected a whole number from 1 to 1000",
  ],
  [{ checks: ["tcp"], passes: "1001" }, "cannot read the --ready-check-passes '1001'"],
  [
    { checks: ["tcp"], otherwise: "wait" },
    "cannot do 'wait' (--ready-check-else) with a program that is not ready",
  ],
])("%j is refused", (definition, sentence) => {
  expect(() => read(definition)).toThrow(sentence);
});

test("clients of datagram sockets cannot be kept waiting", () => {
  const datagrams = [parseAddress("udp:127.0.0.1:1"), parseAddress("unix-dgram:/a")];
  expect(() => parseReady({ checks: ["tcp"] }, datagrams)).toThrow(
    "cannot use the --ready-check 'tcp': expected a socket with connections, and there are only sockets for datagrams",
  );
});
