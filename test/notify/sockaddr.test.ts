import { expect, test } from "vitest";
import { parseNotifyAddress } from "../../src/notify/notify-address.js";
import {
  abstractSockaddr,
  pathSockaddr,
  vsockSockaddr,
} from "../../src/sys/sockaddr/encode-sockaddr.js";

test("a path ends with a NUL that counts, an abstract name begins with one and has none behind (66)", () => {
  expect([...pathSockaddr("/a")]).toEqual([1, 0, 0x2f, 0x61, 0]);
  expect([...abstractSockaddr("a")]).toEqual([1, 0, 0, 0x61]);
});

test("a vsock address has its port before its CID", () => {
  const address = vsockSockaddr({ cid: 2, port: 0x01020304 });
  expect([...address]).toEqual([40, 0, 0, 0, 4, 3, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0]);
});

test.each([
  ["vsock:2:1234", ["dgram", "seqpacket", "stream"]],
  ["vsock-dgram:2:1234", ["dgram"]],
  ["vsock-seqpacket:2:1234", ["seqpacket"]],
  ["vsock-stream:2:1234", ["stream"]],
])("%s is tried as %j", (text, types) => {
  expect(parseNotifyAddress(text)).toEqual({ kind: "vsock", text, cid: 2, port: 1234, types });
});

test("numbers of vsock are read as libsystemd reads numbers", () => {
  expect(parseNotifyAddress("vsock:0x2:+010")).toMatchObject({ cid: 2, port: 8 });
});
