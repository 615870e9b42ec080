import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultSocketPath, formatEndpoint, isLoopback, parseEndpoint } from "../../dist/local.js";
import { tempDir } from "../harness/temp.js";

const tcp = (host: string, port: number) => ({ network: "tcp", host, port }) as const;
const unix = (path: string) => ({ network: "unix", path }) as const;

describe("parseEndpoint", () => {
  test.each([
    ["127.0.0.1:7373", tcp("127.0.0.1", 7373)],
    ["[::1]:7373", tcp("::1", 7373)],
    ["localhost:7373", tcp("127.0.0.1", 7373)],
    ["LocalHost:7373", tcp("127.0.0.1", 7373)],
    ["http://127.0.0.1:7373", tcp("127.0.0.1", 7373)],
    ["http://127.0.0.1:7373/", tcp("127.0.0.1", 7373)],
    ["http://localhost:7373", tcp("127.0.0.1", 7373)],
    ["http://[::1]:7373", tcp("::1", 7373)],
    ["[0:0:0:0:0:0:0:1]:7373", tcp("::1", 7373)],
    ["[::ffff:127.0.0.1]:80", tcp("127.0.0.1", 80)],
    ["[::ffff:7f00:1]:80", tcp("127.0.0.1", 80)],
    ["127.9.8.7:0", tcp("127.9.8.7", 0)],
    ["unix:///tmp/test.sock", unix("/tmp/test.sock")],
    ["unix:///tmp/100%25 [x].sock", unix("/tmp/100%25 [x].sock")],
    [`unix:///${"x".repeat(106)}`, unix(`/${"x".repeat(106)}`)],
  ])("%s", (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
  });

  test("unix:// is the default path of the service", () => {
    expect(parseEndpoint("unix://", { service: "demo" })).toEqual(unix(defaultSocketPath("demo")));
  });

  test.each([
    ["", /expected unix:\/\/\/PATH/],
    ["7373", /expected unix:\/\/\/PATH/],
    [":7373", /loopback host/],
    ["http://:7373", /loopback host/],
    ["unix://", /none was named/],
    ["unix://relative.sock", /absolute/],
    ["unix:relative.sock", /expected unix:\/\/\/PATH/],
    ["unix://@abstract", /absolute/],
    [`unix:///${"x".repeat(107)}`, /108 bytes/],
    [`unix:///${"é".repeat(54)}`, /109 bytes/],
    ["unix:///tmp/a\0b", /NUL/],
    ["127.0.0.1:65536", /65535/],
    ["127.0.0.1:080", /65535/],
    ["127.0.0.1:-1", /expected unix/],
    ["127.0.0.1:", /expected unix/],
    ["127.0.0.1", /expected unix/],
    ["::1:7373", /expected unix/],
    ["127.0.0.1:7373/x", /expected unix/],
    ["https://127.0.0.1:7373", /expected unix/],
    [" 127.0.0.1:7373", /loopback/],
    ["127.0.0.1:7373\n", /expected unix/],
  ])("%j is malformed", (text, problem) => {
    expect(() => parseEndpoint(text)).toThrow(problem);
  });

  test.each([
    ["192.168.1.1:7373", "192.168.1.1"],
    ["http://192.168.1.1:7373", "192.168.1.1"],
    ["0.0.0.0:0", "0.0.0.0"],
    ["[::]:7373", "::"],
    ["[::ffff:0.0.0.0]:7373", "::ffff:0.0.0.0"],
    ["[::ffff:192.168.1.1]:7373", "::ffff:192.168.1.1"],
    ["[::127.0.0.1]:7373", "::127.0.0.1"],
    ["[::1%lo]:7373", "::1%lo"],
    ["[127.0.0.1]:7373", "127.0.0.1"],
    ["[localhost]:7373", "localhost"],
    ["http://user@127.0.0.1:7373", "user@127.0.0.1"],
    ["http://127.0.0.1@evil.com:7373", "127.0.0.1@evil.com"],
    ["localhost.:7373", "localhost."],
    ["127.1:7373", "127.1"],
    ["0x7f000001:7373", "0x7f000001"],
    ["2130706433:7373", "2130706433"],
    ["0177.0.0.1:7373", "0177.0.0.1"],
    ["example.com:80", "example.com"],
  ])("%s is not on the loopback interface", (text, host) => {
    expect(() => parseEndpoint(text)).toThrow(
      expect.objectContaining({
        code: "ENDPOINT_NOT_LOOPBACK",
        message: expect.stringContaining(`'${host}'`),
      }),
    );
  });

  test("reads back what formatEndpoint writes", () => {
    const port = fc.integer({ min: 0, max: 65535 });
    const host = fc.constantFrom("127.0.0.1", "127.255.255.254", "::1");
    const path = fc
      .string({ unit: "grapheme", maxLength: 40 })
      .map((rest) => `/${rest.replaceAll("\0", "")}`)
      .filter((text) => Buffer.byteLength(text) <= 107);
    const endpoint = fc.oneof(
      fc.record({ network: fc.constant("tcp" as const), host, port }),
      fc.record({ network: fc.constant("unix" as const), path }),
    );
    fc.assert(
      fc.property(endpoint, (one) => {
        expect(parseEndpoint(formatEndpoint(one))).toEqual(one);
      }),
    );
    expect(formatEndpoint(tcp("::1", 7373))).toBe("http://[::1]:7373");
    expect(formatEndpoint(unix("/run/x.sock"))).toBe("unix:///run/x.sock");
  });
});

describe("isLoopback", () => {
  test.each(["127.0.0.1", "127.0.1.1", "127.255.255.255", "localhost", "::1", "::ffff:127.3.2.1"])(
    "%s",
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  test.each([
    ...["192.168.1.1", "10.0.0.1", "8.8.8.8", "example.com", "", "0.0.0.0", "::", "128.0.0.1"],
    ...["127.0.0.1.evil.com", "127.0.0.1@evil.com", "localhost.evil.com", "evil.com"],
    ...["[::1]", "127.0.0.1:80", "127.0.0.1 ", "localhost\n", "::ffff:128.0.0.1", "fe80::1%lo"],
  ])("not %j", (host) => {
    expect(isLoopback(host)).toBe(false);
  });

  test("among all IPv4 addresses only those of 127.0.0.0/8, also when mapped to IPv6", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isLoopback(address)).toBe(address.startsWith("127."));
        expect(isLoopback(`::ffff:${address}`)).toBe(address.startsWith("127."));
      }),
    );
    fc.assert(fc.property(fc.ipV6(), (address) => !isLoopback(address) || /1$/.test(address)));
  });

  test("no domain name, and no text around an address", () => {
    fc.assert(fc.property(fc.domain(), (name) => !isLoopback(name)));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(isLoopback(`127.0.0.1${text}`)).toBe(/^\d{1,2}$/.test(text) && +`1${text}` <= 255);
        expect(isLoopback(`localhost${text}`)).toBe(false);
      }),
    );
  });
});

describe("the default path", () => {
  test("is in XDG_RUNTIME_DIR", () => {
    const folder = tempDir();
    const path = defaultSocketPath("demo", { XDG_RUNTIME_DIR: folder });
    expect(path).toBe(join(folder, "demo", "daemon.sock"));
  });

  test.each([
    ["unset", () => ({})],
    ["empty", () => ({ XDG_RUNTIME_DIR: "" })],
    ["relative", () => ({ XDG_RUNTIME_DIR: "src" })],
    ["missing", () => ({ XDG_RUNTIME_DIR: join(tempDir(), "missing") })],
    ["too long", () => ({ XDG_RUNTIME_DIR: makeFolder(join(tempDir(), "x".repeat(100))) })],
    ["a file", () => ({ XDG_RUNTIME_DIR: makeFile(join(tempDir(), "file")) })],
  ])("is in TMPDIR when XDG_RUNTIME_DIR is %s", (_, env) => {
    const TMPDIR = tempDir();
    const own = `demo-${process.getuid?.()}`;
    const path = defaultSocketPath("demo", { ...env(), TMPDIR });
    expect(path).toBe(join(TMPDIR, own, "daemon.sock"));
  });

  test.each([undefined, "", "relative", `/${"x".repeat(100)}`])(
    "is in /tmp when TMPDIR is %s too",
    (folder) => {
      const env = folder === undefined ? {} : { TMPDIR: folder };
      const own = `demo-${process.getuid?.()}`;
      expect(defaultSocketPath("demo", env)).toBe(`/tmp/${own}/daemon.sock`);
    },
  );

  test("is never longer than the kernel takes", () => {
    expect(() => defaultSocketPath("x".repeat(150))).toThrow(/107 bytes/);
  });

  test.each(["", "..", "a/b", ".hidden", "a b", "a\n"])("takes no name such as %j", (name) => {
    expect(() => defaultSocketPath(name)).toThrow(
      expect.objectContaining({ code: "NAME_MALFORMED" }),
    );
  });
});

function makeFolder(path: string): string {
  mkdirSync(path);
  return path;
}

function makeFile(path: string): string {
  writeFileSync(path, "");
  return path;
}
