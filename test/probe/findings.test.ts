import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { findProgram } from "../harness/on-path.js";
import { rouse, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { lasting, namelessPort, probe, probeArgv, probeOptions } from "./probed.js";
import { steps } from "./steps.js";

const letters: [what: string, letter: string][] = [];
const said: Record<string, string> = {};

/** A Node server that names no host. */
function bothFamilies(port: number | string | undefined): string[] {
  const serve = `require("http").createServer((q, r) => r.end("both")).listen(${port})`;
  return [process.execPath, "-e", serve];
}

/** The table and what is said of it, without the units. */
async function sayOf(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await probe(...args);
  if (code !== 0) throw new Error(stderr);
  return lasting(stdout.replace(/\n?# .*/s, ""), letters);
}

// Packet sockets, raw ones and low ports are for root.
needsRoot("python3").describe("rouse probe says", () => {
  beforeAll(async () => {
    const ports = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(namelessPort));
    const [a, b, c, d, e, f, g] = ports;
    const folder = tempDir();
    letters.push(...ports.map((port, at): [string, string] => [String(port), "ABCDEFG"[at] ?? ""]));
    letters.push([folder, "/FOLDER"]);
    const holder = start(steps(`tcp:127.0.0.1:${e}`));
    await holder.line(/^done$/);
    const sleep = join(folder, "sleep");
    copyFileSync(findProgram("sleep") ?? "", sleep);
    chmodSync(sleep, 0o4755);
    const everything = steps(
      ...[`tcp:0.0.0.0:${a}`, `v6only:[::]:${a}`, `tcp:127.0.0.1:${b}`, `udp:127.0.0.1:${b}`],
      ...[`reuse:127.0.0.1:${c}`, `reuse:127.0.0.1:${c}`, `bound:127.0.0.1:${d}`, "udp:0.0.0.0:0"],
      ...[`unix:${folder}/a.sock`, `unix:@rouse-probe-${a}`, `seqpacket:${folder}/b.socket`],
      ...[`tcp:127.0.0.2:${d}`, "close", "packet", "raw"],
      ...[`flight:127.0.0.3:${d}`],
    );
    const runs: Record<string, string[]> = {
      everything: ["--", ...everything],
      "port 0": ["--", ...steps("tcp:127.0.0.1:0")],
      "a taken address": ["--", ...steps(`tcp:127.0.0.1:${e}`)],
      "a narrower one than is taken": ["--", ...steps(`tcp:0.0.0.0:${e}`)],
      "a low port": ["--user", "--", ...steps("tcp:127.77.0.9:81")],
      "IPv6 only": ["--", ...steps(`v6only:[::]:${f}`)],
      "both families": ["--", ...bothFamilies(g)],
      "UDP of both families": ["--", ...steps(`udp:[::]:${f}`)],
      nothing: ["--for", "1s", "--", "sleep", "60"],
      "a setuid program": ["--for", "1s", "--", sleep, "60"],
    };
    const all = Object.entries(runs).map(async ([name, args]) => {
      said[name] = await sayOf(...args);
    });
    await Promise.all(all);
  });

  test("a row for every kind of bind, and a sentence for what there is to know", () => {
    expect(said.everything).toMatchInlineSnapshot(`
      "ADDRESS  TYPE  NAME  PROCESS  BOUND  LISTENS
      0.0.0.0:A  tcp  port-A  python3 (PID)  N ms  N ms
      [::]:A  tcp  port-A-ipv6  python3 (PID)  N ms  N ms
      127.0.0.1:B  tcp  port-B  python3 (PID)  N ms  N ms
      127.0.0.1:B  udp  port-B-udp  python3 (PID)  N ms  N ms
      127.0.0.1:C  tcp  port-C  python3 (PID)  N ms  N ms
      127.0.0.1:D  tcp  -  python3 (PID)  N ms  no
      0.0.0.0:0  udp  -  python3 (PID)  N ms  no
      /FOLDER/a.sock  unix  a  python3 (PID)  N ms  N ms
      @rouse-probe-A  unix  rouse-probe-A  python3 (PID)  N ms  N ms
      /FOLDER/b.socket  unix-seqpacket  b  python3 (PID)  N ms  N ms
      127.0.0.2:D  tcp  -  python3 (PID)  N ms  closed
      127.0.0.3:D  tcp  port-D  python3 (PID)  N ms  N ms

      - 127.0.0.2:D: the program listened there and closed it again: left out
      - 127.0.0.1:D: the program does not listen there, or its bind failed: left out; what it prints may say why
      - the program has a packet socket too, which it will still open itself: what arrives there does not wake it
      - the program has a raw socket too, which it will still open itself: what arrives there does not wake it
      - 0.0.0.0:A, [::]:A: every client that can reach this machine can connect; for this machine only, use 127.0.0.1:A instead: the program need not change
      - port A (tcp): the program has a socket for IPv4 and one for IPv6 only; one of the two is enough if all clients use its family
      - 127.0.0.1:B: a socket for TCP and one for UDP; a datagram wakes the program as a connection does
      - 127.0.0.1:C: the program has 2 sockets there (SO_REUSEPORT, one per worker): all of them will become the unit's one socket
      - @rouse-probe-A: an abstract name has no owner and no mode: every user of this machine can connect
      "
    `);
  });

  test("that a port which the kernel chose cannot be activated", () => {
    expect(said["port 0"]?.replace(/:\d+/g, ":PORT")).toMatchInlineSnapshot(`
    "ADDRESS  TYPE  NAME  PROCESS  BOUND  LISTENS
    127.0.0.1:PORT  tcp  -  python3 (PID)  -  N ms

    - 127.0.0.1:PORT: the kernel chose this port and will choose another one the next time: give the program a fixed one
    "
  `);
  });

  test("who has an address that is taken", () => {
    expect(said["a taken address"]).toMatchInlineSnapshot(`
    "ADDRESS  TYPE  NAME  PROCESS  BOUND  LISTENS
    127.0.0.1:E  tcp  -  python3 (PID)  N ms  in use

    - 127.0.0.1:E: the program could not bind it, since process PID (python3) has it: stop it, or give the program another address
    "
  `);
    expect(said["a narrower one than is taken"]).toMatchInlineSnapshot(`
    "ADDRESS  TYPE  NAME  PROCESS  BOUND  LISTENS
    0.0.0.0:E  tcp  -  python3 (PID)  N ms  in use

    - 0.0.0.0:E: the program could not bind it, since process PID (python3) has it: stop it, or give the program another address
    "
  `);
  });

  test("that a low port is none for a user", () => {
    expect(said["a low port"]).toMatchInlineSnapshot(`
    "ADDRESS  TYPE  NAME  PROCESS  BOUND  LISTENS
    127.77.0.9:81  tcp  -  python3 (PID)  N ms  N ms

    - 127.77.0.9:81: ports below 1024 are for root: make it a service of the system with --system, or give the program a higher port
    "
  `);
  });

  test("that IPv6 alone cannot be had", () => {
    expect(said["IPv6 only"]).toMatchInlineSnapshot(`
    "ADDRESS  TYPE  NAME  PROCESS  BOUND  LISTENS
    [::]:F  tcp  -  python3 (PID)  N ms  N ms

    - [::]:F: every client that can reach this machine can connect; for this machine only, use [::1]:F instead: the program need not change
    - [::]:F: the program accepts IPv6 only, and the unit's socket will accept IPv4 too
    "
  `);
  });

  test("which socket of this machine serves a program of both families", async () => {
    const [, listen = ""] = /use (\S+) instead/.exec(said["both families"] ?? "") ?? [];
    expect(listen).toBe("127.0.0.1:G");
    const [, , , , , , port] = letters.map(([what]) => what);
    const argv = ["listen", `127.0.0.1:${port}`, "--", ...bothFamilies(port)];
    await start([process.execPath, rouse, ...argv]).line(/^rouse: holding /);
    for (const host of ["127.0.0.1", "localhost"]) {
      expect(await (await fetch(`http://${host}:${port}`)).text()).toBe("both");
    }
  });

  test("which socket of this machine a UDP program of both families can answer on", () => {
    expect(said["UDP of both families"]).toContain("use udp:[::ffff:127.0.0.1]:F instead");
  });

  test("that a program which binds nothing cannot be activated", () => {
    expect(said.nothing).toMatchInlineSnapshot(`
    "- the program bound nothing that clients could connect to in 1 s: one that only makes connections cannot be activated; use --for to watch one that needs longer
    "
  `);
  });

  test("that a setuid program gains nothing", () => {
    expect(said["a setuid program"]).toMatchInlineSnapshot(`
    "- the program bound nothing that clients could connect to in 1 s: one that only makes connections cannot be activated; use --for to watch one that needs longer
    - sleep is setuid, which has no effect under rouse-exec unless rouse-exec has CAP_SYS_ADMIN: make it a service of the system with --system
    "
  `);
  });
});

test("where seccomp cannot be used the sentence of rouse-exec stands above", async () => {
  const { temporary: _, ...options } = probeOptions();
  const outer = [rouseExec, "--learn", "--", ...probeArgv("--", "sleep", "60")];
  const { code, stderr } = await run(outer, options);
  expect(code).toBe(125);
  expect(stderr).toMatch(/^rouse-exec: .*another seccomp listener is already there/m);
  expect(stderr).toMatch(/^rouse: cannot watch the program: .*its own message stands above$/m);
});
