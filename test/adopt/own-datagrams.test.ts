import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

// A process that gets no processor for a while must not be put to sleep for it.
const idle = "--exit-idle-time=2s";

const kinds = {
  udp: async () => `127.0.0.1:${await freePort()}`,
  "unix-dgram": async () => `${tempDir()}/socket`,
};
const modes = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) => [
  [kind, "systemd"] as const,
  [kind, "embedded"] as const,
]);

async function begin(
  kind: keyof typeof kinds,
  engine: "systemd" | "embedded",
  how: "often" | "at-end" | "never",
  options: string[] = [],
  given?: string,
): Promise<{ running: Running; address: string }> {
  const address = given ?? (await kinds[kind]());
  const server = ["python3", "-B", program("datagrams-to-itself.py"), kind, address, how];
  const own = [rouseExec, idle, ...options];
  const running =
    engine === "systemd"
      ? activate([{ kind, address, name: "web" }], [...own, "--", ...server])
      : start([...own, `--listen=${kind}:${address},name=web`, "--", ...server]);
  return { running, address };
}

/** Sends datagrams until it is ended, or one that has come to somebody. */
function send(kind: keyof typeof kinds, address: string, how: "often" | "once"): Running {
  const [host, port] = address.split(":");
  const to = kind === "udp" ? `("${host}", ${port})` : `"${address}"`;
  const family = kind === "udp" ? "AF_INET" : "AF_UNIX";
  const script = `import socket, time
s = socket.socket(socket.${family}, socket.SOCK_DGRAM)
print("sending", flush=True)
while True:
    try:
        s.sendto(b"a", ${to})
        if "${how}" == "once":
            break
    except OSError:
        pass
    time.sleep(0.05)`;
  return start(["python3", "-c", script]);
}

const told = (address: string) =>
  `the passed socket 'web' (${address}), where every datagram counts as use, since the kernel does not tell from ` +
  "whom it is: the program may never be put to sleep";

describe("a program that sends datagrams to its own socket", () => {
  test.each(modes)("is awake, and it is said why (%s, %s)", async (kind, engine) => {
    const { running, address } = await begin(kind, engine, "often");
    const [line, pid] = await running.line(/^rouse-exec: process (\d+) .* is connected to .*$/);
    expect(line).toBe(
      `rouse-exec: process ${pid} (python3) of the program is connected to ${told(address)}`,
    );
    await running.line(/^ready$/);
    expect(running.hasEnded).toBe(false);
    expect(running.stderr.match(/is connected to/g)).toHaveLength(1);
  });

  test.each([
    ["udp", "embedded"],
    ["unix-dgram", "systemd"],
  ] as const)("nothing is said of clients that do so (%s, %s)", async (kind, engine) => {
    const address = await kinds[kind]();
    const sender = send(kind, address, "often");
    await sender.line(/^sending$/);
    const { running } = await begin(kind, engine, "never", [], address);
    await running.line(/^ready$/);
    // Three idle times.
    await pause(6000);
    expect(running.hasEnded).toBe(false);
    await sender.stop();
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(running.stderr).toBe("");
  });
});

const again =
  "rouse-exec: the program was put to sleep and is started again at once: a datagram waits at the passed socket";

describe("a program that sends itself one when it is put to sleep", () => {
  test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    "is started again, and it is said why (%s, --lazy)",
    async (kind) => {
      const { running, address } = await begin(kind, "embedded", "at-end", [
        "--lazy",
        "--announce=held",
      ]);
      await running.line(/^held$/);
      send(kind, address, "once");
      const [line] = await running.line(/^rouse-exec: the program was put to sleep and is .*$/);
      expect(line).toBe(`${again} 'web' (${address}), to which the program itself was connected`);
      // The third run.
      await running.line(/^ready$/, { nth: 3 });
      expect(running.stderr.match(/started again at once/g)).toHaveLength(1);
    },
  );

  test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    "is told of to the service manager, which starts it again (%s)",
    async (kind) => {
      const { running, address } = await begin(kind, "systemd", "at-end");
      expect(await running.exit()).toEqual({ code: 0, signal: null });
      expect(running.stderr).toBe(
        `${again} 'web' (${address}), to which the program itself was connected\n`,
      );
    },
  );
});
