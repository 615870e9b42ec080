import { describe, expect, test } from "vitest";
import type { PassedSocket } from "../../src/index.js";
import { choosePassed } from "../../src/listen/choose-passed.js";
import { errorOf } from "../errors/errors-of.js";

let fd = 3;
function passed(name: string, type: "stream" | "dgram" = "stream"): PassedSocket {
  const rest = { family: "inet", protocol: 6, listening: true, connected: false } as const;
  const address = { host: "127.0.0.1", port: 80 };
  const unknown = { peer: undefined, cookie: undefined };
  const kind = { kind: "socket", inode: 1, ...unknown, stored: name === "stored" } as const;
  return { fd: fd++, name, type, address, ...kind, ...rest };
}

describe("choosePassed", () => {
  const [web, admin, dns] = [passed("web"), passed("admin.socket"), passed("dns", "dgram")];
  const second = passed("web");
  const stored = passed("stored");

  test("takes the one of the name", () => {
    expect(choosePassed([web, admin, dns], { name: "web" })).toBe(web);
  });

  test("takes a name that systemd made of the unit's", () => {
    expect(choosePassed([web, admin, dns], { name: "admin" })).toBe(admin);
    expect(choosePassed([web, admin, dns], { name: "admin.socket" })).toBe(admin);
  });

  test("takes the only one for any name when no names were passed", () => {
    const only = passed("unknown");
    expect(choosePassed([only], { name: "web" })).toBe(only);
    const codes = errorOf(() => choosePassed([only, passed("unknown")], { name: "web" })).code;
    expect(codes).toBe("LISTEN_NAME_UNKNOWN");
  });

  test("takes the only one, or the only one of the type", () => {
    expect(choosePassed([web], {})).toBe(web);
    expect(choosePassed([dns], {}, "stream")).toBe(dns);
    expect(choosePassed([web, dns], {}, "dgram")).toBe(dns);
    expect(errorOf(() => choosePassed([web, second], {}, "stream")).code).toBe(
      "LISTEN_CHOICE_OPEN",
    );
  });

  test("counts those of one name", () => {
    expect(choosePassed([web, dns, second], { name: "web", index: 1 })).toBe(second);
    expect(choosePassed([web, dns, second], { index: 1 })).toBe(dns);
    const choice = { name: "web", index: 2 };
    expect(errorOf(() => choosePassed([web, second], choice)).message).toContain("'web[2]'");
  });

  test("leaves stored ones out unless they are named", () => {
    expect(choosePassed([web, stored], {})).toBe(web);
    expect(choosePassed([stored], {})).toBeUndefined();
    expect(choosePassed([web, stored], { name: "stored" })).toBe(stored);
  });

  test("gives nothing when there is none, or none of the name and it is optional", () => {
    expect(choosePassed([], { name: "web" })).toBeUndefined();
    expect(choosePassed([web], { name: "x", optional: true })).toBeUndefined();
    expect(choosePassed([web], { index: 3, optional: true })).toBeUndefined();
  });
});
