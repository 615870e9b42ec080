import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSocketAddress } from "../../src/index.js";
import { decodeSockaddr } from "../../src/sys/sockaddr/decode-sockaddr.js";
import { canonicalHost, formatInet6 } from "../../src/sys/sockaddr/host.js";

function inet6(host: Buffer, port: number, scope = 0): Buffer {
  const address = Buffer.alloc(28);
  address.writeUInt16LE(10);
  address.writeUInt16BE(port, 2);
  address.set(host, 8);
  address.writeUInt32LE(scope, 24);
  return address;
}

describe("a struct sockaddr is read:", () => {
  test.each([
    [`020000507f000001${"00".repeat(8)}`, { host: "127.0.0.1", port: 80 }, "127.0.0.1:80"],
    ["0100", undefined, ""],
    ["01002f612f6200", { path: "/a/b" }, "/a/b"],
    ["01002f612f62", { path: "/a/b" }, "/a/b"],
    ["0100006162", { abstract: "ab" }, "@ab"],
    ["28000000000400000200000000000000", { cid: 2, port: 1024 }, "vsock:2:1024"],
    ["1000000000000000", undefined, ""],
    ["", undefined, ""],
  ])("%s", (hex, expected, text) => {
    const address = decodeSockaddr(Buffer.from(hex, "hex"));
    expect(address).toEqual(expected);
    expect(address === undefined ? "" : formatSocketAddress(address)).toBe(text);
  });

  test("IPv6 with a port and an interface that nobody has", () => {
    const address = decodeSockaddr(
      inet6(Buffer.from(`fe80${"00".repeat(13)}01`, "hex"), 443, 99_999),
    );
    expect(address).toEqual({ host: "fe80::1%99999", port: 443 });
    expect(address && formatSocketAddress(address)).toBe("[fe80::1%99999]:443");
  });

  test("IPv4 inside IPv6 with dots", () => {
    const mapped = Buffer.from("00000000000000000000ffffc0000201", "hex");
    expect(decodeSockaddr(inet6(mapped, 1))).toEqual({ host: "::ffff:192.0.2.1", port: 1 });
  });
});

test("an IPv6 address has one spelling", () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array));
  const property = fc.property(bytes, (host) => {
    const groups = host.toString("hex").match(/..../g)?.join(":") ?? "";
    expect(canonicalHost(groups)).toBe(formatInet6(host));
    expect(canonicalHost(formatInet6(host))).toBe(formatInet6(host));
    expect(canonicalHost(`${groups}%eth0`)).toBe(formatInet6(host));
  });
  fc.assert(property);
  const rows = ["00000000000000000000ffff7f000001", "0".repeat(32), `${"0".repeat(31)}1`];
  const texts = rows.map((hex) => formatInet6(Buffer.from(hex, "hex")));
  expect(texts).toEqual(["::ffff:127.0.0.1", "::", "::1"]);
});
