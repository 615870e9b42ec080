import { expect, test } from "vitest";
import { formatBareAddress } from "../../src/address/address.js";
import { findAddress } from "../../src/address/parse-address.js";

test.each([
  ["8080", "[::]:8080"],
  ["udp:53", "udp:[::]:53"],
  ["127.0.0.1:80", "127.0.0.1:80"],
  ["/run/web.sock", "/run/web.sock"],
  ["vsock:2:1234", undefined],
  ["127.0.0.1:0", undefined],
  ["kobject-uevent 1", undefined],
])("what a unit says as %s is %s", (text, place) => {
  const found = findAddress(text);
  expect(found && formatBareAddress(found)).toBe(place);
});
