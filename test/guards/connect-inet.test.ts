import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { beforeEach, describe, expect, test } from "vitest";
import { after } from "../harness/after.js";
import { inCompat } from "../harness/compat.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";
import { Calls, engines, type Setting } from "./calls.js";
import { needsCalls, needsCallsAsRoot } from "./needs-calls.js";
import { users } from "./probe.js";

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const CLONE_NEWNET = 0x40000000;

let port: number;
beforeEach(async () => {
  port = await freePort();
});

/** The program, with these TCP sockets passed; P is the port. */
function callsWith(hosts: string[], setting: Setting = {}): Promise<Calls> {
  const sockets = hosts.map((host) => ({ kind: "tcp" as const, address: `${host}:${port}` }));
  return Calls.of(sockets, setting);
}

/** The answer to a new socket's connect to HOST and the passed port. */
async function connectTo(calls: Calls, host: string, how = "connect-inet", type = SOCK_STREAM) {
  const entry = how.startsWith("32 ") ? "32 " : "";
  const family = host.startsWith("[") ? AF_INET6 : AF_INET;
  const fd = await calls.make(`${entry}socket ${family} ${type} 0`);
  const answer = await calls.make(`${how} ${fd} ${host}:${port}`);
  await calls.make(`close ${fd}`);
  return answer;
}

async function bind(calls: Calls, host: string): Promise<number> {
  const fd = Number(
    await calls.make(`socket ${host.startsWith("[") ? AF_INET6 : AF_INET} ${SOCK_STREAM} 0`),
  );
  expect(await calls.make(`bind-inet ${fd} ${host}:${port}`)).toBe(0);
  return fd;
}

needsCalls().describe("a program that tries whether its port is free", () => {
  describe.each(engines)("(made by %s)", (engine) => {
    test.each(users)("is refused until it holds the socket itself, as %s", async (_, user) => {
      const calls = await callsWith(["127.0.0.1"], { engine, ...user });
      expect(await connectTo(calls, "127.0.0.1")).toBe("ECONNREFUSED");
      const fd = await bind(calls, "127.0.0.1");
      expect(await connectTo(calls, "127.0.0.1")).toBe(0);
      await calls.make(`close ${fd}`);
      expect(await connectTo(calls, "127.0.0.1")).toBe("ECONNREFUSED");
    });
  });

  test.each(["connect-inet", ...inCompat("32 connect-inet", "32 socketcall-connect-inet")])(
    "by %s",
    async (how) => {
      const calls = await callsWith(["127.0.0.1"]);
      expect(await connectTo(calls, "127.0.0.1", how)).toBe("ECONNREFUSED");
      await bind(calls, "127.0.0.1");
      expect(await connectTo(calls, "127.0.0.1", how)).toBe(0);
    },
  );

  test("is refused without waiting too", async () => {
    const calls = await callsWith(["127.0.0.1"]);
    const type = SOCK_STREAM | SOCK_NONBLOCK;
    expect(await connectTo(calls, "127.0.0.1", "connect-inet", type)).toBe("ECONNREFUSED");
  });

  const wildcard = [
    ["127.0.0.1", "127.0.0.7", "0.0.0.0", "[::ffff:127.0.0.1]", ...ownAddresses()],
    ["[::1]"],
  ];
  const both = wildcard.flat();
  test.each([
    ["127.0.0.1", ["127.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]"], ["127.0.0.2", "[::1]"]],
    ["127.0.0.2", ["127.0.0.2"], ["127.0.0.1", "0.0.0.0"]],
    ["0.0.0.0", wildcard[0] ?? [], ["[::1]"]],
    ["[::1]", ["[::1]", "[::]"], ["127.0.0.1"]],
    ["[::]", both, []],
  ])("with %s passed, at every address that leads there", async (passed, held, others) => {
    const calls = await callsWith([passed], { options: ["--verbose"] });
    for (const host of held)
      expect({ [host]: await connectTo(calls, host) }).toEqual({ [host]: "ECONNREFUSED" });
    for (const host of others) await connectTo(calls, host);
    // What the kernel refuses is not asked about.
    const asked = calls.told.filter((line) => line.includes("asks whether a server is at"));
    expect(asked).toHaveLength(held.length);
    await bind(calls, passed);
    for (const host of held)
      expect({ [host]: await connectTo(calls, host) }).toEqual({ [host]: 0 });
  });

  test("at each of two addresses by itself", async () => {
    const calls = await callsWith(["127.0.0.1", "127.0.0.2"]);
    await bind(calls, "127.0.0.1");
    expect(await connectTo(calls, "127.0.0.1")).toBe(0);
    expect(await connectTo(calls, "127.0.0.2")).toBe("ECONNREFUSED");
  });

  test("connects datagram sockets and reaches other servers", async () => {
    const server = createServer();
    after(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const calls = await callsWith(["127.0.0.1"]);
    expect(await connectTo(calls, "127.0.0.1", "connect-inet", SOCK_DGRAM)).toBe(0);
    const fd = await calls.make(`socket ${AF_INET} ${SOCK_STREAM} 0`);
    const other = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await calls.make(`connect-inet ${fd} ${other}`)).toBe(0);
  });

  test("is answered by the held socket with --no-connect-guard", async () => {
    const calls = await callsWith(["127.0.0.1"], { options: ["--no-connect-guard"] });
    expect(await connectTo(calls, "127.0.0.1")).toBe(0);
  });
});

needsCallsAsRoot().test(
  "a program in a network of its own is answered by that network",
  async () => {
    const calls = await callsWith(["127.0.0.1"]);
    expect(await calls.make(`unshare ${CLONE_NEWNET}`)).toBe(0);
    expect(await connectTo(calls, "127.0.0.1")).toBe("ENETUNREACH");
  },
);

/** An address of this machine that is not loopback, if there is one. */
function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address)
    .slice(0, 1);
}

needsRoot("unshare", "ip", "sysctl").test(
  "a program whose machine may bind addresses of others is not refused what is theirs",
  async () => {
    const script = `import errno, socket
for host in "10.9.0.2", "127.0.0.1":
    try:
        socket.create_connection((host, ${port}))
    except OSError as error:
        print(host, errno.errorcode[error.errno])`;
    const own = 'ip link set lo up && sysctl -qw net.ipv4.ip_nonlocal_bind=1 && exec "$@"';
    const command = [rouseExec, `--listen=0.0.0.0:${port}`, "--", "python3", "-c", script];
    const { stdout } = await run(["unshare", "--net", "sh", "-c", own, "sh", ...command]);
    expect(stdout).toBe("10.9.0.2 ENETUNREACH\n127.0.0.1 ECONNREFUSED\n");
  },
);
