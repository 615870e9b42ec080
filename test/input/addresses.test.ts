import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { expectToRun, refusal } from "./refused.js";

describe("--listen refuses, and repeats,", () => {
  test.each([
    ["nothing", ""],
    ["a name instead of an address", "localhost:80"],
    ["IPv6 without brackets", "::1:80"],
    ["IPv6 without a colon before the port", "[::1]80"],
    ["IPv6 without a port", "[::1]"],
    ["IPv6 that is none", "[::g]:80"],
    ["IPv6 with its bracket open", "[::1:80"],
    ["IPv4 that is none", "256.0.0.1:80"],
    ["IPv4 in short", "127.1:80"],
    ["IPv4 without a port", "127.0.0.1"],
    ["IPv4 with an empty port", "127.0.0.1:"],
    ["a port by name", "127.0.0.1:http"],
    ["a port with a sign", "127.0.0.1:+80"],
    ["a port with a space", "127.0.0.1: 80"],
    ["a port in hexadecimal", "127.0.0.1:0x50"],
    ["port 0", "127.0.0.1:0"],
    ["port 65536", "127.0.0.1:65536"],
    ["a port of many digits", "[::1]:4294967376"],
    ["an interface that does not exist", "[fe80::1%rouse-no]:80"],
    ["a relative path", "run/socket"],
    ["only the root", "/"],
    ["an abstract name without a name", "@"],
    ["TCP on a path", "tcp:/run/socket"],
    ["UDP on an abstract name", "udp:@name"],
    ["a unix socket on a port", "unix:127.0.0.1:80"],
    ["a type that does not exist", "sctp:127.0.0.1:80"],
    ["a type without an address", "udp:"],
    ["a mode that is not octal", "/tmp/rouse-mode,mode=0o9"],
    ["a mode above 0777", "/tmp/rouse-mode,mode=1777"],
    ["an empty mode", "/tmp/rouse-mode,mode="],
    ["a mode of a port", "127.0.0.1:1,mode=0600"],
    ["a mode of an abstract name", "@rouse-mode,mode=0600"],
    ["an empty name", "@rouse-name,name="],
    ["a name with a colon", "@rouse-name,name=a:b"],
    ["a setting that does not exist", "@rouse-name,owner=root"],
  ])("%s", async (_, address) => {
    expect(await refusal([`--listen=${address}`])).toContain(`--listen=${address}`);
  });

  test.each(["8080", "tcp:8080", "udp:8080"])(
    "the bare port %s, with the three ways to mean it",
    async (port) => {
      const line = await refusal([`--listen=${port}`]);
      expect(line).toContain(`--listen=${port}`);
      expect(line).toMatch(/127\.0\.0\.1:.* 0\.0\.0\.0:.* \[::\]:/);
    },
  );

  test.each([
    ["[fe80::1]:80", "[fe80::1%eth0]:80"],
    ["udp:[fe80::1]:80", "[fe80::1%eth0]:80"],
    ["[febf::1]:80", "[febf::1%eth0]:80"],
    ["udp:[ff02::1]:80", "[ff02::1%eth0]:80"],
  ])("%s without its interface, and shows how one is written", async (address, better) => {
    expect(await refusal([`--listen=${address}`])).toBe(
      `rouse-exec: cannot listen on ${address.replace(/^udp:/, "")}: an address of a single link needs its network ` +
        `interface, by name or by number; write ${better}, with the interface at which \`ip -6 address\` shows that address`,
    );
  });

  test("a path of 108 bytes, and takes one of 107", async () => {
    const folder = tempDir();
    const path = join(folder, "x".repeat(106 - folder.length));
    expect(path).toHaveLength(107);
    expect(await refusal([`--listen=${path}x`])).toContain("107 bytes");
    await expectToRun([`--listen=${path}`]);
  });

  test("an abstract name of 108 bytes, and takes one of 107", async () => {
    const name = `@${String(process.pid).padEnd(107, "x")}`;
    expect(await refusal([`--listen=${name}x`])).toContain("107 bytes");
    await expectToRun([`--listen=${name}`]);
  });
});

describe("--listen takes", () => {
  test.each([
    ["IPv4", (port: number) => `127.0.0.1:${port}`],
    ["IPv4 with its type", (port: number) => `tcp:127.0.0.1:${port}`],
    ["every IPv4 address", (port: number) => `0.0.0.0:${port}`],
    ["IPv6", (port: number) => `[::1]:${port}`],
    ["every address", (port: number) => `[::]:${port}`],
    ["UDP", (port: number) => `udp:[::1]:${port}`],
    ["an abstract name", (port: number) => `@rouse-${port}`],
    ["an abstract datagram socket", (port: number) => `unix-dgram:@rouse-${port}`],
    ["an abstract seqpacket socket", (port: number) => `unix-seqpacket:@rouse-${port}`],
    ["a name and a mode, in any order", () => join(tempDir(), "s,mode=0660,name=a")],
  ])("%s", async (_, address) => {
    await expectToRun([`--listen=${address(await freePort())}`]);
  });

  test.each(["a,b", "a=b", "a b", "ü", "ends,"])("the file name %o", async (name) => {
    await expectToRun([`--listen=${join(tempDir(), name)}`]);
  });
});
