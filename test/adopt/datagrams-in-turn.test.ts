import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { freePortPair } from "../harness/ports.js";
import type { Running } from "../harness/start.js";
import { until } from "../harness/until.js";
import { modes, serveDatagrams, startClient } from "./datagrams.js";

let port: number;
beforeEach(async () => {
  port = await freePortPair();
});

function serve(mode: (typeof modes)[number], host: string, how: string[], options?: string[]) {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return serveDatagrams(mode, address, ["udp-in-turn.py", host, `${port}`, ...how], options);
}

function count(running: Running, what: RegExp): number {
  return running.stdout.match(what)?.length ?? 0;
}

const hosts = [
  ["127.0.0.1", "127.0.0.1", "AF_INET"],
  ["0.0.0.0", "127.0.0.1", "AF_INET"],
  ["::1", "::1", "AF_INET6"],
  ["::", "::1", "AF_INET6"],
  ["::", "127.0.0.1", "AF_INET6"],
] as const;

describe("a UDP server that connects its only socket to one client after the other", () => {
  describe.each(modes)("(%s)", (mode) => {
    test.each(hosts)("at %s answers all, also those that came meanwhile (%s)", async (...row) => {
      const [host, dialled, family] = row;
      const running = await serve(mode, host, []);
      const ask = await startClient(dialled, port);
      const other = await startClient(dialled, port);
      const third = await startClient(dialled, port);
      expect(await ask("a")).toBe("HELLO a");
      const early = other("b");
      expect(await ask("bye")).toBe("AGAIN bye");
      expect(await early).toBe("HELLO b");
      expect(await other("bye")).toBe("AGAIN bye");
      await running.line(/^disconnected/, { nth: 2 });
      expect(await third("c")).toBe("HELLO c");
      expect(running.stdout).toContain(`disconnected ${host} ${family}\n`);
    });

    test("has not closed the socket, and is not ended while others wait", async () => {
      const running = await serve(mode, "127.0.0.1", [], ["--stop-timeout=1s"]);
      const ask = await startClient("127.0.0.1", port);
      const other = await startClient("127.0.0.1", port);
      expect(await ask("a")).toBe("HELLO a");
      const early = other("b");
      // Longer than a program that has closed its socket may leave a client waiting.
      await pause(4000);
      expect(await ask("bye")).toBe("AGAIN bye");
      expect(await early).toBe("HELLO b");
      expect(running.stderr.replace(/^held\n/, "")).toBe("");
    });
  });

  test.each(["epoll", "thread"])(
    "waits for the next one where it waited before, by %s",
    async (how) => {
      const running = await serve("embedded", "127.0.0.1", [how]);
      for (let nth = 1; nth <= 5; nth++) {
        const ask = await startClient("127.0.0.1", port);
        expect(await ask("a")).toBe("HELLO a");
        expect(await ask("bye")).toBe("AGAIN bye");
        await running.line(/^disconnected/, { nth });
      }
    },
  );

  test("is awake while one is connected, sleeps after the last one, and is woken by the next", async () => {
    const running = await serve("lazy", "127.0.0.1", [], ["--exit-idle-time=500ms"]);
    const ask = await startClient("127.0.0.1", port);
    expect(await ask("a")).toBe("HELLO a");
    await pause(2000);
    expect(await ask("b")).toBe("AGAIN b");
    expect(count(running, /^ready$/gm)).toBe(1);
    expect(await ask("bye")).toBe("AGAIN bye");
    await until(async () => {
      await pause(2000);
      expect(await ask("one")).toBe("HELLO one");
      return count(running, /^ready$/gm) > 1;
    });
  });
});
