import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { fds, rss } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { type Ready, serve } from "./served.js";

const held: Socket[] = [];

afterEach(() => {
  for (const socket of held.splice(0)) socket.destroy();
});

/** Opens connections that say nothing and stay; the kernel may refuse some. */
function crowd(target: { path: string } | { port: number; host: string }, count: number): Socket[] {
  const sockets = Array.from({ length: count }, () => connect(target).on("error", () => undefined));
  held.push(...sockets);
  return sockets;
}

function ask({ endpoints: [first], token }: Ready) {
  const address = first.network === "unix" ? first.path : `${first.host}:${first.port}`;
  const host = first.network === "unix" ? "localhost" : address;
  const headers = { host, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return get(address, { headers });
}

describe("10,000 connections that say nothing", () => {
  test("on a port push each other out, and a client with the token gets through", async () => {
    const served = await serve({ options: { endpoint: "127.0.0.1:0" } });
    const [first] = served.ready.endpoints;
    if (first.network !== "tcp") throw new Error("expected a port");
    let most = 0;
    for (let wave = 0; wave < 10; wave++) {
      const sockets = crowd({ host: first.host, port: first.port }, 1000);
      expect((await ask(served.ready)).status).toBe(200);
      await until(
        () =>
          sockets.filter(({ destroyed, readyState }) => destroyed || readyState !== "opening")
            .length === 1000,
      );
      most = Math.max(most, fds(served.running.pid).size);
    }
    expect(most).toBeLessThan(1500);
    await until(() => fds(served.running.pid).size < 330);
    expect(await served.refusal()).toMatchObject({ kind: "crowd" });
    expect((await ask(served.ready)).status).toBe(200);
    expect(rss(served.running.pid)).toBeLessThan(300 * 2 ** 20);
    expect(await served.running.stop()).toEqual({ code: 0, signal: null });
  }, 240_000);

  test("on a path, which only its owner can open, do not keep a request out", async () => {
    const served = await serve();
    for (let wave = 0; wave < 10; wave++) {
      const sockets = crowd({ path: served.path }, 1000);
      await until(() => sockets.every(({ connecting }) => !connecting));
      expect((await ask(served.ready)).status).toBe(200);
      for (const socket of held.splice(0)) socket.destroy();
    }
    expect((await ask(served.ready)).status).toBe(200);
    expect(await served.running.stop()).toEqual({ code: 0, signal: null });
  }, 240_000);
});
