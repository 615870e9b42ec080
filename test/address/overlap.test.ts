import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { describe, expect, test } from "vitest";
import { overlaps } from "../../src/address/overlap.js";
import { parseAddress } from "../../src/address/parse-address.js";
import { freePort } from "../harness/ports.js";

const hosts = ["127.0.0.1", "127.0.0.2", "0.0.0.0", "[::]", "[::1]"];
const pairs = hosts.flatMap((a) => hosts.map((b): [string, string] => [a, b]));

async function listen(host: string, port: number): Promise<Server | undefined> {
  const server = createServer();
  const listening = once(server, "listening");
  server.listen({ host: host.replace(/[[\]]/g, ""), port, exclusive: true });
  return listening.then(
    () => server,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error;
      return undefined;
    },
  );
}

describe("two addresses are in each other's way", () => {
  test.each(pairs)("as the kernel has it: %s and %s", async (a, b) => {
    const port = await freePort();
    const first = await listen(a, port);
    const second = await listen(b, port);
    const [one, other] = [a, b].map((host) => parseAddress(`${host}:${port}`));
    for (const server of [first, second]) server?.close();
    if (one === undefined || other === undefined) throw new Error("two addresses");
    expect(overlaps(one, other)).toBe(second === undefined);
  });

  test.each([
    ["127.0.0.1:80", "127.0.0.1:81", false],
    ["127.0.0.1:80", "udp:127.0.0.1:80", false],
    ["udp:0.0.0.0:80", "udp:[::]:80", true],
    ["/a", "/a", true],
    ["/a", "unix-dgram:/a", true],
    ["/a", "/b", false],
    ["/a", "@/a", false],
    ["@a", "unix-seqpacket:@a", true],
    ["@a", "127.0.0.1:80", false],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(overlaps(parseAddress(a), parseAddress(b))).toBe(expected);
    expect(overlaps(parseAddress(b), parseAddress(a))).toBe(expected);
  });
});
