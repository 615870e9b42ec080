import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { activate } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const { test } = needsRoot();

function binder(kind: "tcp" | "udp", port: number): string[] {
  const script = `import socket, sys
s = socket.socket(type=socket.SOCK_${kind === "tcp" ? "STREAM" : "DGRAM"})
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
try:
    s.bind(("0.0.0.0", ${port}))
    print("bound", flush=True)
except OSError as error:
    print(error, flush=True)`;
  return ["python3", "-c", script];
}

for (const kind of ["tcp", "udp"] as const) {
  for (const mode of ["--listen", "LISTEN_FDS"] as const)
    test(`a program that binds to one device does not get a socket of every device: ${kind}, ${mode}`, async () => {
      const port = await freePort();
      const address = `0.0.0.0:${port}`;
      const running =
        mode === "--listen"
          ? start([rouseExec, `--listen=${kind}:${address}`, "--", ...binder(kind, port)])
          : activate([{ kind, address }], [rouseExec, "--", ...binder(kind, port)]);
      await running.exit();
      expect(running.stdout).toBe("[Errno 98] Address already in use\n");
      expect(running.stderr).toBe(
        `rouse-exec: the program binds a socket of the network device lo alone (SO_BINDTODEVICE), and the passed ` +
          `socket ${address} would let in clients of others: the program does not get it; write BindToDevice=lo ` +
          "into the socket unit\n",
      );
    });

  test(`it gets one of that device: ${kind}`, async () => {
    const port = await freePort();
    const options: [string, string, string][] = [["SOL_SOCKET", "SO_BINDTODEVICE", "lo"]];
    const running = activate(
      [{ kind, address: `0.0.0.0:${port}`, options }],
      [rouseExec, "--", ...binder(kind, port)],
    );
    await running.exit();
    expect(running).toMatchObject({ stdout: "bound\n", stderr: "" });
  });
}

const bothFamilies = (port: number) => `import socket, time
first = socket.create_server(("0.0.0.0", ${port}))
second = socket.socket(socket.AF_INET6)
second.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
second.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
second.bind(("::", ${port}))
second.listen()
print("listening", flush=True)
client = second.accept()[0]
client.recv(1)
client.close()
time.sleep(999)`;

for (const mode of ["--listen", "LISTEN_FDS"] as const)
  test(`clients of the other family, which the kernel binds to the device, are use: ${mode}`, async () => {
    const port = await freePort();
    const [address, report] = [`0.0.0.0:${port}`, join(tempDir(), "report")];
    const options = [`--report=${report}`, "--exit-idle-time=1s"];
    const command = [...options, "--", "python3", "-c", bothFamilies(port)];
    const running =
      mode === "--listen"
        ? start([rouseExec, `--listen=${address}`, ...command])
        : activate([{ kind: "tcp", address }], [rouseExec, ...command]);
    await running.line(/^listening$/);
    const client = await connect(`[::1]:${port}`);
    await reportWhere(report, ({ unmatched }) =>
      unmatched.some((one) => one.address === `[::]:${port}`),
    );
    await pause(2500);
    expect(running.hasEnded, running.output.all()).toBe(false);
    client.destroy();
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  });
