import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
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
