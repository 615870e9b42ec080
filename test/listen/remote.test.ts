import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCookie, readRemote } from "../../src/listen/client-variables.js";
import { formatSocketAddress } from "../../src/sys/sockaddr/socket-address.js";

const remote = (REMOTE_ADDR?: string, REMOTE_PORT?: string) =>
  readRemote({ REMOTE_ADDR, REMOTE_PORT });

describe("REMOTE_ADDR and REMOTE_PORT", () => {
  test("say who the client is, of every family that systemd names", () => {
    expect(remote("192.0.2.1", "4711")).toEqual({ host: "192.0.2.1", port: 4711 });
    expect(remote("2001:db8::1", "80")).toEqual({ host: "2001:db8::1", port: 80 });
    expect(remote("fe80::1%eth0", "80")).toEqual({ host: "fe80::1%eth0", port: 80 });
    expect(remote("/run/client")).toEqual({ path: "/run/client" });
    expect(remote("@client")).toEqual({ abstract: "client" });
    expect(remote("vsock:3", "4294967295")).toEqual({ cid: 3, port: 2 ** 32 - 1 });
  });

  test.each([
    [undefined, undefined],
    ["", ""],
    ["@", undefined],
    ["192.0.2.1", undefined],
    ["192.0.2.1", "65536"],
    ["192.0.2.1", "-1"],
    ["192.0.2.1:80", "80"],
    ["example.org", "80"],
    ["vsock:", "80"],
    ["vsock:4294967296", "80"],
    ["vsock:3", "4294967296"],
    ["vsock:0x3", "1"],
  ])("say nothing that is believed: %j %j", (address, port) => {
    expect(remote(address, port)).toBeUndefined();
  });

  test("are an address or none, whatever they are", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.ipV4(),
      fc.ipV6(),
      fc.nat().map(String),
    );
    const start = fc.constantFrom("", "/", "@", "vsock:");
    fc.assert(
      fc.property(start, text, text, (prefix, address, port) => {
        const found = remote(prefix + address, port);
        if (found) expect(formatSocketAddress(found)).toContain(address.slice(0, 1));
      }),
    );
  });
});

test("SO_COOKIE is 64 bits in decimal digits, or none", () => {
  expect(readCookie({ SO_COOKIE: "4097" })).toBe("4097");
  expect(readCookie({ SO_COOKIE: String(2n ** 64n - 1n) })).toBe("18446744073709551615");
  for (const SO_COOKIE of [undefined, "", "0", "-1", "0x1", " 1", String(2n ** 64n)])
    expect(readCookie({ SO_COOKIE })).toBeUndefined();
});
