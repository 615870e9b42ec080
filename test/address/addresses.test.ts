import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Address, formatAddress, socketName } from "../../src/address/address.js";
import { parseAddress } from "../../src/address/parse-address.js";
import { errorOf, givesOrRefuses } from "../errors/errors-of.js";
import { almostAddress, arbitraryAddress } from "./arbitrary-address.js";

const path107 = `/${"p".repeat(106)}`;
const abstract107 = "a".repeat(107);

const good: [text: string, address: Address, formatted?: string][] = [
  ["127.0.0.1:8080", { type: "tcp", host: "127.0.0.1", port: 8080 }],
  ["0.0.0.0:1", { type: "tcp", host: "0.0.0.0", port: 1 }],
  ["[::]:65535", { type: "tcp", host: "::", port: 65535 }],
  ["[::1]:80", { type: "tcp", host: "::1", port: 80 }],
  ["[0:0::1]:080", { type: "tcp", host: "::1", port: 80 }, "[::1]:80"],
  ["[2001:DB8::1]:80", { type: "tcp", host: "2001:db8::1", port: 80 }, "[2001:db8::1]:80"],
  ["[::ffff:10.0.0.1]:80", { type: "tcp", host: "::ffff:10.0.0.1", port: 80 }],
  ["[fe80::1%eth0]:80", { type: "tcp", host: "fe80::1%eth0", port: 80 }],
  ["[fe80::1%2]:80", { type: "tcp", host: "fe80::1%2", port: 80 }],
  ["tcp:127.0.0.1:80", { type: "tcp", host: "127.0.0.1", port: 80 }, "127.0.0.1:80"],
  ["udp:127.0.0.1:53", { type: "udp", host: "127.0.0.1", port: 53 }],
  ["udp:[::1]:53,name=dns", { type: "udp", host: "::1", port: 53, name: "dns" }],
  ["/run/a.sock", { type: "unix", path: "/run/a.sock" }],
  ["/run/a,b.sock", { type: "unix", path: "/run/a,b.sock" }],
  ["/run/a,1=2", { type: "unix", path: "/run/a,1=2" }],
  ["/run/a b:c@d", { type: "unix", path: "/run/a b:c@d" }],
  ["unix:/a", { type: "unix", path: "/a" }, "/a"],
  ["unix-dgram:/a", { type: "unix-dgram", path: "/a" }],
  ["unix-seqpacket:@a", { type: "unix-seqpacket", abstract: "a" }],
  ["@web", { type: "unix", abstract: "web" }],
  ["@/with/slashes/", { type: "unix", abstract: "/with/slashes/" }],
  [path107, { type: "unix", path: path107 }],
  [`@${abstract107}`, { type: "unix", abstract: abstract107 }],
  [
    "/a,mode=0666,name=web",
    { type: "unix", path: "/a", mode: 0o666, name: "web" },
    "/a,name=web,mode=0666",
  ],
  [
    "/a,group=www-data",
    { type: "unix", path: "/a", mode: 0o660, group: "www-data" },
    "/a,mode=0660,group=www-data",
  ],
  [
    "/a,group=33,mode=0620",
    { type: "unix", path: "/a", mode: 0o620, group: "33" },
    "/a,mode=0620,group=33",
  ],
  ["/a,mode=600", { type: "unix", path: "/a", mode: 0o600 }, "/a,mode=0600"],
  ["127.0.0.1:80,name=my web=1", { type: "tcp", host: "127.0.0.1", port: 80, name: "my web=1" }],
];

const bad: [text: string, code: string, says: RegExp][] = [
  ["", "ADDRESS_MALFORMED", /127\.0\.0\.1:PORT/],
  ["localhost:80", "ADDRESS_MALFORMED", /not looked up; write 127\.0\.0\.1:80/],
  ["example.org:80", "ADDRESS_MALFORMED", /not looked up/],
  [":80", "ADDRESS_MALFORMED", /as in 127\.0\.0\.1:80/],
  ["*:80", "ADDRESS_MALFORMED", /write 0\.0\.0\.0:80/],
  ["127.0.0.1", "ADDRESS_MALFORMED", /the port is missing, as in 127\.0\.0\.1:8080$/],
  ["127.0.0.1:", "ADDRESS_MALFORMED", /port number/],
  ["127.0.0.1:http", "ADDRESS_MALFORMED", /port number .* got 'http'/],
  ["127.0.0.1:-1", "ADDRESS_MALFORMED", /port number/],
  ["127.0.0.1:80 ", "ADDRESS_MALFORMED", /port number/],
  ["127.0.0.01:80", "ADDRESS_MALFORMED", /127\.0\.0\.1:PORT/],
  ["127.0.0.256:80", "ADDRESS_MALFORMED", /127\.0\.0\.1:PORT/],
  ["::1:80", "ADDRESS_MALFORMED", /brackets, as in \[::1\]:80/],
  ["fe80::", "ADDRESS_MALFORMED", /brackets, as in \[fe80::\]:PORT/],
  ["fe80::1%eth0:80", "ADDRESS_MALFORMED", /brackets, as in \[fe80::1%eth0\]:80/],
  ["[::1]", "ADDRESS_MALFORMED", /the port is missing, as in \[::1\]:8080$/],
  ["[::1:80", "ADDRESS_MALFORMED", /\[::1\]:PORT/],
  ["[127.0.0.1]:80", "ADDRESS_MALFORMED", /\[::1\]:PORT/],
  ["[fe80::1%]:80", "ADDRESS_MALFORMED", /\[::1\]:PORT/],
  ["[fe80::1%a/b]:80", "ADDRESS_MALFORMED", /\[::1\]:PORT/],
  ["[fe80::1%sixteen-letters-]:80", "ADDRESS_MALFORMED", /\[::1\]:PORT/],
  ["sctp:127.0.0.1:80", "ADDRESS_MALFORMED", /127\.0\.0\.1:PORT/],
  ["tcp:/a", "ADDRESS_MALFORMED", /tcp takes IP:PORT/],
  ["udp:@a", "ADDRESS_MALFORMED", /udp takes IP:PORT/],
  ["udp:udp:127.0.0.1:53", "ADDRESS_MALFORMED", /127\.0\.0\.1:PORT/],
  ["@", "ADDRESS_MALFORMED", /after the @/],
  ["/", "ADDRESS_MALFORMED", /got a folder/],
  ["/run/", "ADDRESS_MALFORMED", /got a folder/],
  ["/a\0b", "ADDRESS_MALFORMED", /NUL/],
  ["./a.sock", "PATH_NOT_ABSOLUTE", /absolute/],
  ["unix:a.sock", "PATH_NOT_ABSOLUTE", /absolute/],
  ["unix:127.0.0.1:80", "PATH_NOT_ABSOLUTE", /absolute/],
  [`${path107}p`, "PATH_TOO_LONG", /108 bytes .* 107/],
  [`/${"é".repeat(54)}`, "PATH_TOO_LONG", /109 bytes/],
  [`@${abstract107}a`, "PATH_TOO_LONG", /108 bytes/],
  ["127.0.0.1:0", "PORT_OUT_OF_RANGE", /1 to 65535, got 0/],
  ["[::]:65536", "PORT_OUT_OF_RANGE", /1 to 65535, got 65536/],
  ["127.0.0.1:99999999999999999999", "PORT_OUT_OF_RANGE", /1 to 65535/],
  ["8080", "ADDRESS_BARE_PORT", /127\.0\.0\.1:8080 .*0\.0\.0\.0:8080 .*\[::\]:8080/],
  ["udp:53", "ADDRESS_BARE_PORT", /udp:127\.0\.0\.1:53 .*udp:0\.0\.0\.0:53 .*udp:\[::\]:53/],
  ["8080,name=web", "ADDRESS_BARE_PORT", /127\.0\.0\.1:8080/],
  ["127.0.0.1:80,name=", "SETTING_MALFORMED", /1 to 255/],
  ["127.0.0.1:80,name=a:b", "SETTING_MALFORMED", /without ':'/],
  ["127.0.0.1:80,name=é", "SETTING_MALFORMED", /ASCII/],
  [`127.0.0.1:80,name=${"n".repeat(256)}`, "SETTING_MALFORMED", /1 to 255/],
  ["127.0.0.1:80,name=a,name=b", "SETTING_MALFORMED", /name= is there twice/],
  ["127.0.0.1:80,nam=a", "SETTING_MALFORMED", /got ,nam=/],
  ["/run/a.sock,mode=0660,b", "SETTING_MALFORMED", /got ,mode=0660,b/],
  ["/run/a,b=c.sock", "SETTING_MALFORMED", /got ,b=/],
  ["127.0.0.1:80,mode=0600", "SETTING_MALFORMED", /only the path/],
  ["@a,mode=0600", "SETTING_MALFORMED", /only the path/],
  ["/a,mode=", "SETTING_MALFORMED", /octal/],
  ["/a,group=", "SETTING_MALFORMED", /the name or the number of a group/],
  ["/a,group=a b", "SETTING_MALFORMED", /the name or the number of a group/],
  ["@a,group=www", "SETTING_MALFORMED", /only the path of a unix socket has a group/],
  ["127.0.0.1:80,group=www", "SETTING_MALFORMED", /only the path of a unix socket has a group/],
  ["/a,mode=0800", "SETTING_MALFORMED", /octal/],
  ["/a,mode=1777", "SETTING_MALFORMED", /octal/],
  ["/a,mode=rw", "SETTING_MALFORMED", /octal/],
];

describe("parseAddress", () => {
  test.each(good)("reads %j", (text, address, formatted = text) => {
    expect(parseAddress(text)).toEqual(address);
    expect(formatAddress(address)).toBe(formatted);
  });

  test.each(bad)("refuses %j with %s", (text, code, says) => {
    const error = errorOf(() => parseAddress(text));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });

  test.each([
    ["8080", "127.0.0.1:8080"],
    ["udp:53", "udp:127.0.0.1:53"],
    ["tcp:80,name=web", "127.0.0.1:80,name=web"],
  ])("takes the bare port %j as %s for a command", (text, formatted) => {
    expect(formatAddress(parseAddress(text, { barePort: "loopback" }))).toBe(formatted);
  });

  test.each(["0", "65536", "udp:0"])("refuses the bare port %s that is none", (text) => {
    const error = errorOf(() => parseAddress(text, { barePort: "loopback" }));
    expect(error.code).toBe("PORT_OUT_OF_RANGE");
  });

  test("gives back every address it formatted", () => {
    const property = fc.property(arbitraryAddress, (address) => {
      expect(parseAddress(formatAddress(address))).toEqual(address);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test("throws nothing but sentences, whatever it is given", () => {
    const property = fc.property(
      almostAddress,
      fc.constantFrom("loopback", "refuse"),
      (text, barePort) => givesOrRefuses(() => parseAddress(text, { barePort })),
    );
    fc.assert(property, { numRuns: 5000 });
  });

  test("formats what it took so that it takes it again", () => {
    const property = fc.property(almostAddress, (text) => {
      let address: Address | undefined;
      givesOrRefuses(() => {
        address = parseAddress(text, { barePort: "loopback" });
      });
      fc.pre(address !== undefined);
      expect(parseAddress(formatAddress(address))).toEqual(address);
    });
    fc.assert(property, { numRuns: 300, maxSkipsPerRun: 1000 });
  });
});

describe("socketName", () => {
  test.each([
    ["127.0.0.1:80,name=web", "web"],
    ["tcp:127.0.0.1:80", "127.0.0.1:80"],
    ["udp:127.0.0.1:53", "udp:127.0.0.1:53"],
    ["/a,mode=0666", "/a"],
    ["unix:@a", "@a"],
  ])("of %s is %s", (text, name) => {
    expect(socketName(parseAddress(text))).toBe(name);
  });
});
