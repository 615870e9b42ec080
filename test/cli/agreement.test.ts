import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/address/address.js";
import { parseAddress } from "../../src/address/parse-address.js";
import { formatMap } from "../../src/address/socket-map.js";
import { formatSpan, parseSpan } from "../../src/time/span.js";
import { arbitraryAddress } from "../address/arbitrary-address.js";
import { rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";

/** rouse-exec reads all its options before it sees that two sockets have one name, and makes none. */
async function expectRead(options: string[]): Promise<void> {
  const twins = ["--listen=@twin", "--listen=@twin"];
  const { code, stderr } = await run([rouseExec, ...options, ...twins, "--", "true"]);
  expect(stderr).toMatch(/^rouse-exec: two sockets are named '[^\n]*\n$/);
  expect(code).toBe(125);
}

describe("rouse-exec takes what the parsers of rouse give it", () => {
  // A scope must be an interface that is there.
  const addresses = fc
    .sample(arbitraryAddress, 400)
    .map((address) => formatAddress(address).replace("%eth0", "%lo"));

  test("as addresses", async () => {
    await expectRead(addresses.map((address) => `--listen=${address}`));
  });

  test("as maps", async () => {
    const binds = addresses.filter((address) => !/^(udp|unix-|.*,(name|mode)=)/.test(address));
    const maps = ["*", "*:80", "127.0.0.1:*", "[::]:*", ...binds].map((bind) => {
      return `--map=${formatMap({ bind, name: "@twin" })}`;
    });
    await expectRead(maps);
  });

  test("as time spans", async () => {
    const spans = fc.sample(fc.integer({ min: 0, max: 3e15 }), 100).map(formatSpan);
    await expectRead([...spans, "infinity"].map((span) => `--exit-idle-time=${span}`));
  });
});

describe("rouse and rouse-exec refuse the same", () => {
  test.each([
    ...["", "8080", "localhost:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:0"],
    ...[
      "127.0.0.1:65536",
      "127.0.0.01:80",
      "::1:80",
      "[::1]",
      "[127.0.0.1]:80",
      "tcp:/a",
      "udp:@a",
    ],
    ...["unix:127.0.0.1:80", "./a", "@", "/", `/${"p".repeat(107)}`, `@${"a".repeat(108)}`],
    ...["/a,name=", "/a,name=b:c", "/a,name=é", "/a,nam=b", "/a,mode=0800", "/a,mode="],
  ])("address %j", async (address) => {
    expect(() => parseAddress(address)).toThrow();
    await expectRefused(`--listen=${address}`);
  });

  test.each(["", "s", "-5", "5x", ".5s", "1..5s", "5s infinity", "101years", "10MIN"])(
    "time span %j",
    async (span) => {
      expect(() => parseSpan(span)).toThrow();
      await expectRefused(`--exit-idle-time=${span}`);
    },
  );

  async function expectRefused(option: string): Promise<void> {
    const { code, stderr } = await run([rouseExec, option, "--", "true"]);
    expect(stderr).toMatch(/^rouse-exec: [^\n]*\n$/);
    expect(code).toBe(125);
  }
});
