import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { ask } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";

test.each([
  ["select", []],
  ["epoll", ["--epoll"]],
])(
  "a server that binds every address and one, and throws away the datagrams of the first, answers all, by %s",
  async (_, options) => {
    const port = await freePortPair();
    const address = `127.0.0.1:${port}`;
    const argv = ["python3", program("families-ntp.py"), String(port), ...options];
    const running = activate([{ kind: "udp", address }], [rouseExec, "--", ...argv]);
    await running.line(/^ready$/);
    for (let client = 0; client < 20; client++) {
      expect(await ask(address, `question ${client}`)).toBe(`question ${client}`);
    }
  },
);
