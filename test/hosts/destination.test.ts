import { describe, expect, test } from "vitest";
import { parseDestination } from "../../src/hosts/destination.js";

test.each([
  ["web1", { host: "web1" }],
  ["me@web1", { user: "me", host: "web1" }],
  ["me@web1:2222", { user: "me", host: "web1", port: 2222 }],
  ["web1:1", { host: "web1", port: 1 }],
  ["me@example.org@web1", { user: "me@example.org", host: "web1" }],
  ["192.168.1.7:65535", { host: "192.168.1.7", port: 65_535 }],
  ["[fd00::7]", { host: "fd00::7" }],
  ["me@[fd00::7]:22", { user: "me", host: "fd00::7", port: 22 }],
  ["me@fe80::1%eth0", { user: "me", host: "fe80::1%eth0" }],
  ["::1", { host: "::1" }],
  ["köln.intern", { host: "köln.intern" }],
])("%s is a machine", (text, parts) => {
  expect(parseDestination(text)).toEqual({ text, ...parts });
});

describe("is refused", () => {
  const form = "expected [USER@]HOST[:PORT]";
  const option = "a leading - would be an option of ssh";
  test.each([
    ["", form],
    ["@web1", form],
    ["me@", form],
    [":22", form],
    ["web1:", form],
    ["web1:ssh", form],
    ["a:b:22", form],
    ["[fd00::7", form],
    ["[]:22", form],
    ["web1:0", "expected a port from 1 to 65535, got 0"],
    ["web1:65536", "expected a port from 1 to 65535, got 65536"],
    ["-oProxyCommand=reboot", option],
    ["-l@web1", option],
    ["me@-oProxyCommand=reboot", option],
    ["[-v]:22", option],
    ["web1/box", "no user or host has '/' in its name"],
    ["ssh://web1", form],
    ["web 1", "no user or host has ' ' in its name"],
    ["web1;reboot", "no user or host has ';' in its name"],
    ["$(reboot)@web1", "no user or host has '$' in its name"],
    ["`reboot`", "no user or host has '`' in its name"],
    ["web1\nweb2", "no user or host has '\\u{a}' in its name"],
    ["web\u202e1", "no user or host has '\\u{202e}' in its name"],
  ])("%j", (text, problem) => {
    expect(() => parseDestination(text)).toThrow(
      expect.objectContaining({
        code: "HOST_MALFORMED",
        message: expect.stringContaining(problem),
      }),
    );
  });
});
