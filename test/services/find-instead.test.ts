import { expect, test } from "vitest";
import type { Report } from "../../src/rouse-exec/report.js";
import { findInstead } from "../../src/services/unserved.js";

const at = (address: string, type = "tcp") => ({ address, type });

const elsewhere = [
  at("127.0.0.1:53", "udp"),
  at("@a", "unix"),
  at("127.0.0.1:81"),
  at("127.0.0.2:80"),
];

/** As `find_any_instead` of rouse-exec/life/in_vain.c does. */
test.each([
  ["the one of its port, although others come first", 4, "127.0.0.2:80"],
  ["else the first of its type", 3, "127.0.0.1:81"],
  ["else one that clients connect to as well", 2, "@a"],
  ["and no datagram socket for a stream", 1, undefined],
])("of several that a program listens on, %s", (_, count, address) => {
  const socket = { ...at("127.0.0.1:80"), name: "web", adopted: false, listening: false };
  const report = { elsewhere: elsewhere.slice(0, count) } as Report;
  expect(findInstead(socket as Report["sockets"][number], report)?.address).toBe(address);
});
