import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { ask } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { modes, serveDatagrams, startClient } from "./datagrams.js";

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

const perClient = "udp-per-client.py";

/** The host that is passed, those that the server binds at first and for a client, whom it asks, and what is mapped. */
const bound = [
  ["127.0.0.1", "0.0.0.0,127.0.0.1", "127.0.0.1", []],
  ["[::1]", "::,::1", "::1", []],
  ["0.0.0.0", "0.0.0.0,127.0.0.1", "127.0.0.1", ["--map=*:PORT=web"]],
  ["[::]", "::,::1", "::1", ["--map=*:PORT=web"]],
  ["[::]", "::,::ffff:127.0.0.1", "127.0.0.1", ["--map=*:PORT=web"]],
] as const;

describe("a server that binds every address, and for each client the one that it asked", () => {
  describe.each(bound)("(%s passed, binds %s)", (passed, hosts, dialled, maps) => {
    async function serve(mode: (typeof modes)[number], how: string[] = []) {
      const port = await freePortPair();
      const options = maps.map((map) => map.replace("PORT", `${port}`));
      const argv = [perClient, hosts, `${port}`, ...how];
      return { port, running: await serveDatagrams(mode, `${passed}:${port}`, argv, options) };
    }

    test.each(modes)("serves all of them (%s)", async (mode) => {
      const { port, running } = await serve(mode);
      const clients = [];
      for (let nth = 0; nth < 3; nth++) clients.push(await startClient(dialled, port));
      for (const ask of clients) expect(await ask("a")).toBe("HELLO a");
      for (const ask of clients) expect(await ask("b")).toBe("AGAIN b");
      expect(running.stderr.replace(/^held\n/, "")).toBe("");
    });

    test.each(modes)("loses no datagram of others meanwhile (%s)", async (mode) => {
      const { port, running } = await serve(mode, ["storm", "100"]);
      const ask = await startClient(dialled, port);
      let isOver = false;
      const over = running.line(/^storm over$/).then(() => {
        isOver = true;
      });
      for (let nth = 0; !isOver; nth++) expect(await ask(`${nth}`)).toBe(`FIRST ${nth}`);
      await over;
      expect(await ask("last")).toBe("FIRST last");
    });
  });

  test("is awake while one is connected that the kernel bound beside every address", async () => {
    const port = await freePortPair();
    const argv = [perClient, "0.0.0.0,127.0.0.1", `${port}`];
    const options = ["--exit-idle-time=1s"];
    const running = await serveDatagrams("systemd", `0.0.0.0:${port}`, argv, options);
    const ask = await startClient("127.0.0.1", port);
    expect(await ask("a")).toBe("HELLO a");
    await pause(3000);
    expect(await ask("b")).toBe("AGAIN b");
    expect(running.hasEnded).toBe(false);
  });
});
