import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { activate, hold } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { compileC } from "../harness/compile.js";
import { converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { startClient } from "./datagrams.js";

let port: number;
beforeEach(async () => {
  port = await freePortPair();
});

const engines = ["systemd", "embedded"] as const;

/** The fixture under rouse-exec, which has the socket of this kind and host. */
function serve(
  kind: "tcp" | "udp",
  host: string,
  argv: string[],
  engine: (typeof engines)[number] = "systemd",
  options: string[] = [],
) {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (engine === "systemd")
    return activate([{ kind, address }], [rouseExec, ...options, "--", ...argv]);
  return start([rouseExec, `--listen=${kind}:${address}`, ...options, "--", ...argv]);
}

function fixture(name: string, ...argv: (string | number)[]): string[] {
  return ["python3", "-B", program(name), ...argv.map(String)];
}

/** A server that notes from which ports its clients come. */
async function startTarget(host: string) {
  const from: (number | undefined)[] = [];
  const server = createServer((socket) => {
    from.push(socket.remotePort);
    socket.on("error", () => undefined).resume();
  });
  after(() => void server.close());
  const target = await freePort();
  server.listen(target, host);
  await once(server, "listening");
  return { from, port: target };
}

/** The users of the connected sockets of this port, as `ss -e` and routing rules see them (proc_net_tcp(5)). */
function usersOf(table: "tcp" | "tcp6" | "udp" | "udp6"): number[] {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync(`/proc/net/${table}`, "utf8").trim().split("\n").slice(1);
  const fields = rows.map((row) => row.trim().split(/\s+/));
  const own = fields.filter(([, from, , state]) => from?.endsWith(local) && state === "01");
  return own.map((row) => Number(row[7]));
}

/** What runs below root as another user, to whom a folder of root's PATH may be closed. */
const asNobody = [
  ...["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
  ...["env", "PATH=/usr/local/bin:/usr/bin:/bin"],
];

describe("a program that dials out from the port it listens on", () => {
  describe.each(["127.0.0.1", "0.0.0.0", "::1", "::"])("at %s", (host) => {
    test.each(engines)("does so, and its clients come as before (%s)", async (engine) => {
      const target = await startTarget(host.includes(":") ? "::1" : "127.0.0.1");
      const command = fixture("dial-out.py", host, port, target.port);
      const running = serve("tcp", host, command, engine);
      expect((await running.line(/^dialled from (.*)$/))[1]).toBe(String(port));
      expect(await until(() => target.from[0])).toBe(port);
      const client = host.includes(":") ? `[::1]:${port}` : `127.0.0.1:${port}`;
      expect(await converse(client, "")).toBe("hello");
      expect(running.stderr).toBe("");
    });
  });

  needs("cc").test.each(["EPERM", "ENOSYS", "SIGSYS"])(
    "does so, where a seccomp filter answers kcmp(2) with %s",
    async (answer) => {
      const target = await startTarget("127.0.0.1");
      const command = fixture("dial-out.py", "127.0.0.1", port, target.port);
      const listen = `--listen=tcp:127.0.0.1:${port}`;
      const filter = [compileC("refusal-filter"), `kcmp=${answer}`, "--"];
      const running = start([...filter, rouseExec, listen, "--", ...command]);
      expect((await running.line(/^dialled from (.*)$/))[1]).toBe(String(port));
      expect(await converse(`127.0.0.1:${port}`, "")).toBe("hello");
      expect(running.stderr).toBe("");
    },
  );

  needsRoot().test("does so, when root has the socket of another user", async () => {
    const target = await startTarget("127.0.0.1");
    const address = `127.0.0.1:${port}`;
    const command = fixture("dial-out.py", "127.0.0.1", port, target.port);
    const passed = { kind: "tcp", address, owner: 61877 } as const;
    const running = activate([passed], [rouseExec, "--", ...command]);
    await running.line(/^dialled from/);
    expect(await until(() => target.from[0])).toBe(port);
    expect(running.stderr).toBe("");
  });

  needsRoot("setpriv").test("is told why not, when a user has the socket of root", async () => {
    const address = `127.0.0.1:${port}`;
    const user = ["setpriv", "--reuid=61877", "--regid=61877", "--clear-groups"];
    const command = fixture("dial-out.py", "127.0.0.1", port, 9);
    const running = activate([{ kind: "tcp", address }], [...user, rouseExec, "--", ...command]);
    await running.line(/^failed EADDRNOTAVAIL/);
    expect(running.stderr.match(/which cannot be made.*/g)).toEqual([
      "which cannot be made: the passed socket was made by another user",
    ]);
    expect(await converse(address, "")).toBe("hello");
  });

  needsRoot("setpriv").test.each(["127.0.0.1", "::1"])(
    "does so as the user that it is, below root (%s)",
    async (host) => {
      const target = await startTarget(host);
      const command = fixture("dial-out.py", host, port, target.port);
      const running = serve("tcp", host, [...asNobody, ...command], "embedded");
      await running.line(/^dialled from/);
      expect(usersOf(host === "::1" ? "tcp6" : "tcp")).toEqual([65534]);
      expect(running.stderr).toBe("");
    },
  );

  needsRoot().test("is told why not, when it has left the network of the socket", async () => {
    const command = fixture("dial-out.py", "127.0.0.1", port, 9, "unshare");
    const running = serve("tcp", "127.0.0.1", command);
    await running.line(/^failed EADDRNOTAVAIL/);
    expect(running.stderr.match(/which cannot be made.*/g)).toEqual([
      "which cannot be made: the program is in another network namespace",
    ]);
    expect(await converse(`127.0.0.1:${port}`, "")).toBe("hello");
  });

  needsRoot("setpriv").test("is told each of two reasons, once", async () => {
    const user = ["setpriv", "--reuid=61877", "--regid=61877", "--clear-groups"];
    const rights = ["--inh-caps=+sys_admin", "--ambient-caps=+sys_admin"];
    const command = fixture("dial-out.py", "127.0.0.1", port, 9, "again");
    const running = activate(
      [{ kind: "tcp", address: `127.0.0.1:${port}` }],
      [...user, ...rights, rouseExec, "--", ...command],
    );
    await running.line(/^failed EADDRNOTAVAIL/, { nth: 4 });
    expect(running.stderr.match(/which cannot be made.*/g)).toEqual([
      "which cannot be made: the passed socket was made by another user",
      "which cannot be made: the program is in another network namespace",
    ]);
  });
});

const hosts = [
  ["127.0.0.1", "127.0.0.1", "AF_INET"],
  ["0.0.0.0", "127.0.0.1", "AF_INET"],
  ["::1", "::1", "AF_INET6"],
  ["::", "::1", "AF_INET6"],
] as const;

describe("a UDP server that connects a second socket to each client", () => {
  describe.each(hosts)("at %s", (host, dialled, family) => {
    test.each(engines)("serves all of them (%s)", async (engine) => {
      const running = serve("udp", host, fixture("udp-per-client.py", host, port), engine);
      await running.line(/^ready$/);
      const clients = [];
      for (let nth = 0; nth < 3; nth++) clients.push(await startClient(dialled, port));
      for (const ask of clients) expect(await ask("a")).toBe("HELLO a");
      for (const ask of clients) expect(await ask("b")).toBe("AGAIN b");
      const lines = running.stdout.match(/^connected .*$/gm) ?? [];
      const ends = lines.map((line) => line.split(" "));
      expect(ends.map(([, own, , kind]) => [own, kind])).toEqual(
        Array(3).fill([String(port), family]),
      );
      expect(running.stderr).toBe("");
    });

    needsRoot("setpriv").test("has them for the user that it is, below root", async () => {
      const command = fixture("udp-per-client.py", host, port);
      const running = serve("udp", host, [...asNobody, ...command], "embedded");
      await running.line(/^ready$/);
      expect(await (await startClient(dialled, port))("a")).toBe("HELLO a");
      expect(usersOf(family === "AF_INET6" ? "udp6" : "udp")).toEqual([65534]);
      expect(running.stderr).toBe("");
    });

    // While the second socket is bound and not connected yet, the kernel must not give it what is for the first.
    test.each(engines)("loses no datagram of others meanwhile (%s)", async (engine) => {
      const command = fixture("udp-per-client.py", host, port, "storm", 300);
      const running = serve("udp", host, command, engine);
      await running.line(/^ready$/);
      const ask = await startClient(dialled, port);
      let isOver = false;
      const over = running.line(/^storm over$/, { deadlineMs: 60_000 }).then(() => {
        isOver = true;
      });
      for (let nth = 0; !isOver; nth++) expect(await ask(`${nth}`)).toBe(`FIRST ${nth}`);
      await over;
    });
  });

  test("is awake while one is connected, and sleeps without", async () => {
    const command = fixture("udp-per-client.py", "127.0.0.1", port);
    const idle = "--exit-idle-time=500ms";
    const held = { kind: "udp", address: `127.0.0.1:${port}` } as const;
    // The client comes first, and starts it: it cannot come too late.
    const holder = hold([held], [rouseExec, idle, "--", ...command]);
    await holder.line(/^holding$/);
    expect(await (await startClient("127.0.0.1", port))("a")).toBe("HELLO a");
    await pause(2000);
    expect(holder.output.matches(/^exited /), holder.output.all()).toEqual([]);
    await holder.end();
    const alone = serve("udp", "127.0.0.1", command, "systemd", [idle]);
    expect(await alone.exit()).toEqual({ code: 0, signal: null });
  });

  test.each([
    ["systemd", "127.0.0.1", "127.0.0.1"],
    ["embedded", "127.0.0.1", "127.0.0.1"],
    ["embedded", "0.0.0.0", "127.0.0.1"],
    ["embedded", "::", "::1"],
  ] as const)(
    "whose only socket has the datagram in its queue gets it, and leaves those of others (%s, %s)",
    async (engine, host, dialled) => {
      const running = serve("udp", host, fixture("udp-takes-first.py", host, port), engine);
      await running.line(/^ready$/);
      const [one, other] = [await startClient(dialled, port), await startClient(dialled, port)];
      const answers = [one("one"), other("other")];
      running.stdin?.write("\n");
      expect(await answers[0]).toBe("answer to one");
      await running.line(/^ready$/, { nth: 2 });
      running.stdin?.write("\n");
      expect(await answers[1]).toBe("answer to other");
      await running.line(/^ready$/, { nth: 3 });
      expect(running.stdout).toBe("ready\nread one\nready\nread other\nready\n");
    },
  );
});

/** Runs the server with sockets of --listen, once they are held. */
async function startHeld(sockets: string[], argv: string[]): Promise<void> {
  const made = sockets.map((socket) => `--listen=${socket}`);
  const running = start([rouseExec, ...made, "--announce=held", "--", ...argv]);
  await running.line(/held/);
}

needs("socat").test("socat forks for each client of a UDP port", async () => {
  const listen = `UDP4-LISTEN:${port},bind=127.0.0.1,fork`;
  await startHeld([`udp:127.0.0.1:${port}`], ["socat", "-T20", listen, "EXEC:cat"]);
  for (let nth = 0; nth < 4; nth++) {
    const ask = await startClient("127.0.0.1", port);
    expect(await ask(`hello ${nth}`)).toBe(`hello ${nth}`);
    expect(await ask(`again ${nth}`)).toBe(`again ${nth}`);
  }
});

needs("iperf3").test("iperf3 measures over UDP, twice", async () => {
  const address = `127.0.0.1:${port}`;
  const server = ["iperf3", "-s", "-B", "127.0.0.1", "-p", `${port}`];
  await startHeld([address, `udp:${address}`], server);
  const measure = ["iperf3", "-c", "127.0.0.1", "-p", `${port}`, "-u", "-n", "64K", "-P", "2"];
  // Right after a measurement it may still say that it is busy.
  const isMeasured = async () => (await start(measure).exit()).code === 0;
  for (let nth = 0; nth < 2; nth++) await until(isMeasured);
});
