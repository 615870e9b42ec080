import { describe, expect, test } from "vitest";
import { freePort, freePortPair } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { refusal } from "./refused.js";

/** A process that holds an address. */
async function holder(kind: "STREAM" | "DGRAM", host: string, port: number): Promise<number> {
  const family = host.includes(":") ? "AF_INET6" : "AF_INET";
  const script = `import socket, signal
s = socket.socket(socket.${family}, socket.SOCK_${kind})
s.bind(("${host}", ${port}))
s.type == socket.SOCK_DGRAM or s.listen()
print("ready", flush=True)
signal.pause()`;
  const running = start(["python3", "-c", script]);
  await running.line(/^ready$/);
  return running.pid;
}

describe("an address in use is refused, and who has it is said:", () => {
  test.each([
    ["TCP", "STREAM", "127.0.0.1", "127.0.0.1"],
    ["TCP on every address", "STREAM", "0.0.0.0", "127.0.0.1"],
    ["TCP asked for on every address", "STREAM", "127.0.0.1", "0.0.0.0"],
    ["TCP on IPv6", "STREAM", "::1", "[::1]"],
    ["TCP on IPv6 and IPv4 in one", "STREAM", "::", "127.0.0.1"],
    ["UDP", "DGRAM", "127.0.0.1", "127.0.0.1"],
  ] as const)("%s", async (_, kind, host, asked) => {
    const port = await freePortPair();
    const pid = await holder(kind, host, port);
    const type = kind === "STREAM" ? "tcp" : "udp";
    const line = await refusal([`--listen=${type}:${asked}:${port}`]);
    expect(line).toContain(`${asked}:${port}`);
    expect(line).toContain(`process ${pid} (python3)`);
  });

  test("or not, when the one who has the port has another address of it", async () => {
    const port = await freePort();
    const elsewhere = await holder("STREAM", "127.0.0.2", port);
    const here = await holder("STREAM", "127.0.0.1", port);
    const line = await refusal([`--listen=127.0.0.1:${port}`]);
    expect(line).toContain(`process ${here} (python3)`);
    expect(line).not.toContain(`process ${elsewhere} `);
  });

  test("an abstract name", async () => {
    const name = `rouse-${process.pid}`;
    const script = `import socket, signal; s = socket.socket(socket.AF_UNIX); s.bind("\\0${name}")
print("ready", flush=True); signal.pause()`;
    await start(["python3", "-c", script]).line(/^ready$/);
    expect(await refusal([`--listen=@${name}`])).toContain(`@${name}`);
  });
});

test("an address that this machine does not have is refused, with the way to those it has", async () => {
  const address = `192.0.2.1:${await freePort()}`;
  expect(await refusal([`--listen=${address}`])).toBe(
    `rouse-exec: cannot listen on ${address}: this machine does not have that address; \`ip address\` shows those it has`,
  );
});

needsRoot("unshare", "setpriv").test(
  "a port below 1024 without the permission for it is refused, with the way out",
  async () => {
    // A new network namespace has the kernel's own limit, whatever this machine has.
    const user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    for (const address of ["0.0.0.0:80", "[::]:80", "udp:0.0.0.0:80"]) {
      const before = ["unshare", "--net", ...user];
      const line = await refusal([`--listen=${address}`], { before });
      expect(line).toContain(address.replace("udp:", ""));
      expect(line).toContain("no permission");
      expect(line).toContain("systemd socket unit");
    }
  },
);
