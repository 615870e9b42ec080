import { once } from "node:events";
import { createServer } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { socketInfo } from "../../src/index.js";
import { decodeSockaddr } from "../../src/sys/sockaddr/decode-sockaddr.js";
import { findInProcNet } from "../../src/sys/socket-tables/proc-net.js";
import { after } from "../harness/after.js";

const titles = "  sl  local_address rem_address   st tx_queue rx_queue …\n";

/** As the kernel prints it: each 32 bits in this machine's order. */
function printHost(bytes: Uint8Array): string {
  const words = Buffer.from(bytes).toString("hex").match(/.{8}/g) ?? [];
  return words.map((word) => word.replace(/(..)(..)(..)(..)/, "$4$3$2$1").toUpperCase()).join("");
}

const printPort = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");

const port = fc.integer({ min: 0, max: 65535 });
const inode = fc.bigInt({ min: 1n, max: 2n ** 32n - 1n });
const address = (bytes: number) =>
  fc.record({ host: fc.uint8Array({ minLength: bytes, maxLength: bytes }), port });
type Endpoint = { host: Uint8Array; port: number };
const print = (end: Endpoint) => `${printHost(end.host)}:${printPort(end.port)}`;

function row(local: Endpoint, peer: Endpoint, state: string, id: bigint): string {
  const counters = "00000000:00000000 00:00000000 00000000  1000        0";
  return `   0: ${print(local)} ${print(peer)} ${state} ${counters} ${id} 1 000000002f1f7039 100 0\n`;
}

/** One table of /proc/net; the others are empty. */
const tables = (file: string, text: string) => (wanted: string) => (wanted === file ? text : "");

/** The struct sockaddr of it, as far as both families begin alike. */
function show(sockaddr: Buffer | undefined, bytes: number) {
  const at = bytes === 4 ? 4 : 8;
  return (
    sockaddr && { host: [...sockaddr.subarray(at, at + bytes)], port: sockaddr.readUInt16BE(2) }
  );
}

describe("a row of /proc/net", () => {
  test.each([
    ["tcp", 4, 2, 1],
    ["tcp6", 16, 10, 1],
    ["udp", 4, 2, 2],
    ["udp6", 16, 10, 2],
  ])("of %s is read as it was printed", (file, bytes, family, type) => {
    const state = fc.constantFrom("01", "0A", "07");
    fc.assert(
      fc.property(address(bytes), address(bytes), state, inode, (local, peer, st, id) => {
        const text = titles + row(peer, local, "06", id + 1n) + row(local, peer, st, id);
        const facts = findInProcNet(id, tables(file, text));
        expect(facts).toMatchObject({ family, type, listening: type === 1 && st === "0A" });
        expect(show(facts?.local, bytes)).toEqual({ host: [...local.host], port: local.port });
        const shown = st === "01" ? { host: [...peer.host], port: peer.port } : undefined;
        expect(show(facts?.peer, bytes)).toEqual(shown);
        expect(findInProcNet(id + 2n, tables(file, text))).toBeUndefined();
      }),
    );
  });

  test("of unix is read as it was printed", () => {
    const character = fc.constantFrom(..."/a b:é@");
    const name = fc.oneof(
      fc.constant(""),
      fc.string({ unit: character }).map((rest) => `/${rest}`),
      fc.string({ unit: character, minLength: 1 }).map((rest) => `@${rest}`),
    );
    fc.assert(
      fc.property(
        name,
        fc.boolean(),
        fc.constantFrom(1, 2, 5),
        inode,
        (text, listens, type, id) => {
          const flags = listens ? "00010000" : "00000000";
          const line = `00000000538400f2: 00000002 00000000 ${flags} 000${type} 01 ${id}${text && ` ${text}`}`;
          const facts = findInProcNet(id, tables("unix", `Num …\n${line}\n`));
          expect(facts).toMatchObject({ family: 1, type, listening: listens });
          const shown = text.startsWith("@") ? { abstract: text.slice(1) } : { path: text };
          expect(facts && decodeSockaddr(facts.local)).toEqual(text === "" ? undefined : shown);
        },
      ),
    );
  });

  test("is read or passed over, whatever it is", () => {
    const part = fc.constantFrom(
      "0:",
      "1",
      "0100007F:1F90",
      ":",
      "0A",
      "FFFFFFFF:FFFFF",
      "/a",
      "\t",
    );
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(part).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(fc.array(line), fc.bigInt({ min: 0n, max: 1n }), (lines, id) => {
        const text = `\n${lines.join("\n")}`;
        const facts = findInProcNet(id, () => text);
        if (facts) expect([1, 2, 10]).toContain(facts.family);
      }),
      { numRuns: 1000 },
    );
  });

  test("says of a real socket what the kernel says", async () => {
    const server = createServer().listen({ host: "127.0.0.1", port: 0 });
    after(() => void server.close());
    await once(server, "listening");
    const { _handle: handle } = server as unknown as { _handle: { fd: number } };
    const { inode: id, address: bound } = socketInfo(handle.fd);
    const facts = findInProcNet(BigInt(id));
    expect(facts).toMatchObject({ family: 2, type: 1, listening: true });
    expect(facts && decodeSockaddr(facts.local)).toEqual(bound);
  });
});

test("a struct sockaddr is read, or is none, whatever its bytes", () => {
  const family = fc.constantFrom(0, 1, 2, 10, 16, 40, 65535);
  fc.assert(
    fc.property(family, fc.uint8Array({ maxLength: 130 }), (number, rest) => {
      const head = Buffer.alloc(2);
      head.writeUInt16LE(number);
      const found = decodeSockaddr(Buffer.concat([head, rest]));
      if (found && "port" in found) expect(found.port).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 1 }),
      (bytes) => decodeSockaddr(Buffer.from(bytes)) === undefined,
    ),
  );
});
