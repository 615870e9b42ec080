import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { ask } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";

/** Fails when the server threw away one of them. */
async function isAnswered(port: number, host: string, map: string[], options: string[]) {
  const argv = ["python3", program("families-ntp.py"), String(port), ...options];
  const passed = { kind: "udp", address: `${host}:${port}`, name: "ntp" } as const;
  const running = activate([passed], [rouseExec, ...map, "--", ...argv]);
  await running.line(/^ready$/);
  for (let client = 0; client < 20; client++) {
    expect(await ask(`127.0.0.1:${port}`, `question ${client}`)).toBe(`question ${client}`);
  }
}

describe.each([
  ["select", []],
  ["epoll", ["--epoll"]],
])(
  "a server that binds every address and one, and throws away the datagrams of the first, answers all, by %s:",
  (_, options) => {
    test("with the one passed", async () => {
      await isAnswered(await freePortPair(), "127.0.0.1", [], options);
    });

    test("with every address passed, and mapped to the one", async () => {
      const port = await freePortPair();
      const map = `--map=127.0.0.1:${port}=ntp`;
      await isAnswered(port, "0.0.0.0", [map], options);
    });
  },
);
