import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { serve } from "./served.js";

/** Sends a byte now and then, until the connection is closed. */
async function drip(socket: Socket): Promise<string> {
  socket.write("GET / HTTP/1.1\r\nHost: ");
  const drips = setInterval(() => socket.write("x"), 500);
  try {
    return await text(socket);
  } finally {
    clearInterval(drips);
  }
}

test("a client that sends nothing for ten seconds is sent away, and so is one that sends too slowly", async () => {
  const onPath = await serve();
  const onPort = await serve({ options: { endpoint: "127.0.0.1:0" } });
  const [first] = onPort.ready.endpoints;
  const addresses = [onPath.path, first.network === "tcp" ? `127.0.0.1:${first.port}` : ""];
  const began = performance.now();
  const answers = addresses.flatMap((address) => [
    connect(address).then((silent) => text(silent)),
    connect(address).then(drip),
  ]);
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 408/);
  expect(performance.now() - began).toBeGreaterThan(9500);
  for (const served of [onPath, onPort]) {
    expect(await served.refusal()).toMatchObject({ kind: "slow" });
    expect(await served.running.stop()).toEqual({ code: 0, signal: null });
  }
});
