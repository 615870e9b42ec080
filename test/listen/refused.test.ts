import { execFileSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { after } from "../harness/after.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { attempt, type Outcome, type Step } from "./attempts.js";
import {
  bindTo,
  listenOn,
  loopback,
  loopback6,
  makePair,
  makeSocket,
  unixName,
} from "./make-sockets.js";
import { serve } from "./serve.js";

const cases: (Step & { name: string; sentence: RegExp })[] = [
  { name: "seqpacket", kind: "net", sentence: /unix seqpacket; use `viaHandle: true`/ },
  { name: "unix-dgram", kind: "net", sentence: /unix datagram socket, and Node has none/ },
  { name: "unix-dgram", kind: "udp4", sentence: /unix datagram socket, and Node has none/ },
  { name: "connected", kind: "net", sentence: /take it with connection\(\)/ },
  { name: "unbound", kind: "net", sentence: /random port of every network/ },
  { name: "unix-unbound", kind: "net", sentence: /bound to no address/ },
  { name: "udp", kind: "net", sentence: /UDP socket: give listen\(\) a socket of node:dgram/ },
  { name: "udp", kind: "udp6", sentence: /createSocket\("udp4"\)/ },
  { name: "udp6", kind: "udp4", sentence: /createSocket\("udp6"\)/ },
  { name: "tcp", kind: "udp4", sentence: /expected a UDP socket, got inet stream/ },
  { name: "tcp", kind: "connection", sentence: /it listens \(Accept=no\)/ },
  { name: "tcp", kind: "fifo", sentence: /expected a FIFO, got a socket/ },
  { name: "device", kind: "net", sentence: /expected a listening socket, got a device/ },
  { name: "device", kind: "connection", sentence: /expected a connection, got a device/ },
];

async function makeAll(): Promise<Record<string, number>> {
  const port = await freePortPair();
  const abstract = (suffix: string) => unixName(`\0rouse-refused-${port}-${suffix}`);
  const device = openSync("/dev/null", "r");
  after(() => closeSync(device));
  return {
    seqpacket: listenOn(bindTo(makeSocket("unix", "seqpacket"), abstract("s"))),
    "unix-dgram": bindTo(makeSocket("unix", "dgram"), abstract("d")),
    connected: makePair("stream")[0],
    unbound: makeSocket("inet", "stream"),
    "unix-unbound": makeSocket("unix", "stream"),
    udp: bindTo(makeSocket("inet", "dgram"), loopback(port)),
    udp6: bindTo(makeSocket("inet6", "dgram"), loopback6(port)),
    tcp: listenOn(bindTo(makeSocket("inet", "stream"), loopback(port))),
    device,
  };
}

describe("what Node would do silently or with a bare EINVAL is refused in words:", () => {
  let outcomes: Outcome[];
  beforeAll(async () => {
    const steps = cases.map(({ kind, name }) => ({ kind, options: { name } }));
    outcomes = await attempt(await makeAll(), steps);
  });

  test.each(cases)("$name for $kind", (given) => {
    const outcome = outcomes[cases.indexOf(given)];
    expect(outcome).toMatchObject({ code: "LISTEN_KIND_REFUSED", errno: "EINVAL" });
    expect(outcome?.message).toMatch(given.sentence);
    expect(outcome?.message).toContain(`'${given.name}'`);
  });
});

describe("what the environment does not say", () => {
  let outcomes: Outcome[];
  beforeAll(async () => {
    const port = await freePort();
    const a = listenOn(bindTo(makeSocket("inet", "stream"), loopback(port)));
    outcomes = await attempt({ a, b: a }, [
      { kind: "net", options: { name: "web" } },
      { kind: "net" },
      { kind: "net", options: { name: "a", index: 1 } },
    ]);
  });

  test("is an error, since its clients would wait for ever: a name", () => {
    expect(outcomes[0]).toMatchObject({ code: "LISTEN_NAME_UNKNOWN", errno: "ENOENT" });
    expect(outcomes[0]?.message).toContain("expected one of 'a', 'b'");
  });

  test("is an error: which of several", () => {
    expect(outcomes[1]).toMatchObject({ code: "LISTEN_CHOICE_OPEN", errno: "EINVAL" });
  });

  test("is an error: another of the same name", () => {
    expect(outcomes[2]).toMatchObject({ code: "LISTEN_NAME_UNKNOWN" });
    expect(outcomes[2]?.message).toContain("'a[1]'");
  });
});

test("a malformed environment is an error, whatever the fallback", async () => {
  const [a] = makePair("stream");
  const fallback = { host: "127.0.0.1", port: await freePort() };
  const steps: Step[] = [{ kind: "net", options: { fallback } }];
  const [outcome] = await attempt({ a }, steps, { LISTEN_FDS: "one" });
  expect(outcome).toMatchObject({ code: "LISTEN_VARIABLE_MALFORMED", errno: "EINVAL" });
});

test("one more than was passed is Node's own event loop, and an error", async () => {
  const [outcome] = await attempt({}, [{ kind: "net" }], { LISTEN_FDS: "1" });
  expect(outcome).toMatchObject({ code: "LISTEN_FD_OF_NODE", errno: "EBADF" });
});

test("SEQPACKET is served through a handle when asked for", async () => {
  const address = `@rouse-seqpacket-${await freePort()}`;
  const options = { viaHandle: true };
  const running = await serve([{ kind: "unix-seqpacket", address }], "net", options);
  expect(running.shown).toBe(address);
  const client = [
    "import socket, sys",
    "s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)",
    "s.connect('\\0' + sys.argv[1][1:]); print(s.recv(99).decode(), end='')",
  ].join("\n");
  const said = execFileSync("python3", ["-c", client, address], { encoding: "utf8" });
  expect(said).toBe(String(running.pid));
});

test.each(["bun", "deno"])("%s would serve elsewhere in silence: an error", async (runtime) => {
  const web = listenOn(bindTo(makeSocket("inet", "stream"), loopback(await freePort())));
  const versions = `{ ...process.versions, ${runtime}: "1" }`;
  const preload = `Object.defineProperty(process, "versions", { value: ${versions} })`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(preload)}`;
  const [outcome] = await attempt({ web }, [{ kind: "net" }], { NODE_OPTIONS });
  expect(outcome).toMatchObject({ code: "LISTEN_RUNTIME_UNSUPPORTED" });
});
