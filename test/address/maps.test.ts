import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { formatMap, parseMap } from "../../src/address/socket-map.js";
import { checkNames } from "../../src/definition/check-socket-names.js";
import { errorOf, givesOrRefuses } from "../errors/errors-of.js";
import { almostAddress } from "./arbitrary-address.js";

const good: [map: string, bind: string, name: string][] = [
  ["*=web", "*", "web"],
  ["*:80=web", "*:80", "web"],
  ["127.0.0.1:*=web", "127.0.0.1:*", "web"],
  ["127.0.0.1:80=web", "127.0.0.1:80", "web"],
  ["[::]:*=web", "[::]:*", "web"],
  ["[0:0::1]:80=web", "[::1]:80", "web"],
  ["/run/a=b.sock=web", "/run/a=b.sock", "web"],
  ["@a=b=web", "@a=b", "web"],
  ["*:80=127.0.0.1:8080", "*:80", "127.0.0.1:8080"],
  ["*=/run/a.sock", "*", "/run/a.sock"],
];

const bad: [map: string, says: RegExp][] = [
  ["", /BIND=NAME/],
  ["web", /BIND=NAME/],
  ["=web", /BIND=NAME/],
  ["*:80=", /BIND=NAME/],
  ["80=web", /expected \*:PORT, .* as BIND; write \*:80$/],
  ["*:*=web", /port number/],
  ["*:0=web", /1 to 65535, got 0/],
  ["*:65536=web", /1 to 65535, got 65536/],
  ["localhost:80=web", /not looked up/],
  ["localhost:*=web", /not looked up/],
  ["::1:*=web", /brackets/],
  ["run/a=web", /127\.0\.0\.1:PORT/],
  ["@=web", /after the @/],
  [`/${"p".repeat(107)}=web`, /107/],
];

describe("parseMap", () => {
  test.each(good)("reads %j", (map, bind, name) => {
    expect(parseMap(map)).toEqual({ bind, name });
    expect(parseMap(formatMap({ bind, name }))).toEqual({ bind, name });
  });

  test.each(bad)("refuses %j", (map, says) => {
    const error = errorOf(() => parseMap(map));
    expect(error.code).toBe("MAP_MALFORMED");
    expect(error.message).toMatch(says);
  });

  test("throws nothing but sentences, and formats what it took", () => {
    const text = fc.tuple(almostAddress, almostAddress).map(([bind, name]) => `${bind}=${name}`);
    const property = fc.property(fc.oneof(text, almostAddress), (map) =>
      givesOrRefuses(() => {
        const parsed = parseMap(map);
        expect(parseMap(formatMap(parsed))).toEqual(parsed);
      }),
    );
    fc.assert(property, { numRuns: 5000 });
  });
});

describe("checkNames", () => {
  const check = (addresses: string[], maps: string[] = []) =>
    checkNames(
      addresses.map((address) => parseAddress(address)),
      maps.map(parseMap),
    );

  test.each([
    [["127.0.0.1:80,name=web", "127.0.0.1:81,name=web"], "web"],
    [["/a", "127.0.0.1:80,name=/a"], "/a"],
  ])("refuses two sockets of one name: %j", (addresses, name) => {
    const error = errorOf(() => check(addresses));
    expect(error.code).toBe("NAME_TAKEN");
    expect(error.message).toContain(`'${name}'`);
  });

  test.each([
    [["127.0.0.1:80", "tcp:127.0.0.1:80"], "127.0.0.1:80"],
    [["[::1]:80", "[0:0::1]:80,name=b"], "[::1]:80"],
  ])("refuses an address that is there twice: %j", (addresses, address) => {
    const error = errorOf(() => check(addresses));
    expect(error.code).toBe("ADDRESS_TWICE");
    expect(error.message).toContain(` ${address} twice`);
  });

  test("lets TCP and UDP share a port", () => {
    check(["127.0.0.1:53", "udp:127.0.0.1:53"]);
  });

  test("refuses a map to a socket that is not there and names those that are", () => {
    const error = errorOf(() => check(["127.0.0.1:80", "@a,name=b"], ["*:1=b", "*:2=web"]));
    expect(error.code).toBe("MAP_NAME_UNKNOWN");
    expect(error.message).toMatch(/'\*:2=web': .* 'web'; .* '127\.0\.0\.1:80', 'b'/);
  });

  test("takes a map to a name and to an address", () => {
    check(["127.0.0.1:80", "@a,name=b"], ["*:1=b", "*:2=127.0.0.1:80"]);
  });
});
