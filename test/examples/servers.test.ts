import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { until } from "../harness/until.js";
import { startReceiver } from "../notify/receiver.js";
import { deadlineMs, everyWay, ways } from "./example.js";

const greetings = {
  "http.mjs": "hello\n",
  "express.mjs": "hello from Express\n",
  "fastify.mjs": "hello from Fastify\n",
  "hono.mjs": "hello from Hono\n",
};

describe.each(Object.entries(greetings))("examples/sdk/%s", (name, greeting) => {
  test.each(everyWay)("serves on %s, says so, and ends when told", async (way) => {
    const receiver = await startReceiver();
    const { running, address } = await ways[way](name, { options: { env: receiver.env } });
    expect((await receiver.next()).text).toBe("READY=1");
    expect((await get(address)).body).toBe(greeting);

    const client = await connect(address);
    client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await once(client, "data");
    // The client keeps its connection alive, and must not keep the server from ending.
    expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  });
});

test("examples/sdk/http.mjs tells whether it was activated", async () => {
  const passed = await ways["a passed TCP port"]("http.mjs");
  await passed.running.line(/^passed by systemd \{ host: '127\.0\.0\.1', port: \d+ \}$/, {
    deadlineMs,
  });
  const alone = await ways["its fallback"]("http.mjs");
  await alone.running.line(/^on its own \{ host: '127\.0\.0\.1', port: \d+ \}$/, { deadlineMs });
});

/** Refused until the socket is made. */
function whenOpen(address: string): Promise<Socket> {
  const what = `a connection to ${address}`;
  return until(() => connect(address).catch(() => undefined), { deadlineMs, what });
}

describe.each(everyWay)("on %s", (way) => {
  test("examples/sdk/sse.mjs sends events until it is told to end", async () => {
    const { running, address } = await ways[way]("sse.mjs");
    const client = await whenOpen(address);
    let heard = "";
    client.setEncoding("utf8").on("data", (text) => {
      heard += text;
    });
    client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await until(() => /^data: \d{4}-\d\d-\d\dT/m.test(heard), { deadlineMs, what: "an event" });
    expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  });

  test("examples/sdk/upgrade.mjs hands over the connection, and ends with it", async () => {
    const { running, address } = await ways[way]("upgrade.mjs");
    const client = await whenOpen(address);
    let heard = "";
    client.setEncoding("utf8").on("data", (text) => {
      heard += text;
    });
    client.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\nfirst,");
    client.write("second");
    await until(() => heard.endsWith("\r\n\r\nfirst,second"), { deadlineMs, what: "an echo" });
    expect(heard).toMatch(/^HTTP\/1\.1 101 /);
    expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  });
});
