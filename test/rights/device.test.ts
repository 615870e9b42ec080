import { expect } from "vitest";
import { activate } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";

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
        `rouse-exec: the program binds ${address} on the network device lo alone (SO_BINDTODEVICE), and the passed ` +
          "socket would let in clients of others: the program does not get it; write BindToDevice=lo into the " +
          "socket unit\n",
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
