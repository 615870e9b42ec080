import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { findService } from "../../src/engines/systemd/inventory/find-service.js";
import { findServices, type Service } from "../../src/engines/systemd/inventory/find-services.js";
import { readSocketUnit } from "../../src/engines/systemd/inventory/read-socket-unit.js";
import { after } from "../harness/after.js";
import { tempDir } from "../harness/temp.js";

let folder: string;
beforeEach(() => {
  const config = tempDir();
  vi.stubEnv("XDG_CONFIG_HOME", config);
  after(() => void vi.unstubAllEnvs());
  folder = join(config, "systemd/user");
  mkdirSync(folder, { recursive: true });
});

const mark = (name: string, kind = "add") =>
  `[X-Rouse]\nName=${name}\nVersion=0.1.0\nKind=${kind}\nCommand=rouse ${kind} ${name}\n`;

function write(unit: string, text: string): string {
  const file = join(folder, unit);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe("findServices", () => {
  test("gives none where the folder is missing or has nothing of ours", () => {
    expect(findServices(["user"])).toEqual([]);
    write("other.socket", "[Socket]\nListenStream=1\n");
    write("ours.service", mark("ours"));
    mkdirSync(join(folder, "folder.socket"));
    symlinkSync("/dev/null", join(folder, "masked.socket"));
    expect(findServices(["user"])).toEqual([]);
    vi.stubEnv("XDG_CONFIG_HOME", "/nonexistent");
    expect(findServices(["user"])).toEqual([]);
  });

  test("gives the sockets of a service in their order, and all its files", () => {
    const names = ["web-10.socket", "web-2.socket", "web.socket"];
    for (const [index, name] of names.entries()) {
      const own = `[Socket]\nListenStream=127.0.0.1:${index}\n`;
      write(name, own + (name === "web.socket" ? "" : "Service=web.service\n") + mark("web"));
    }
    write("web.service", "");
    symlinkSync("web.socket", join(folder, "alias.socket"));
    const [web, ...others] = findServices(["user"]);
    expect(others).toEqual([]);
    expect(web).toEqual({
      ...{ name: "web", unit: "web.service", scope: "user", kind: "add", version: "0.1.0" },
      command: "rouse add web",
      sockets: ["web.socket", "web-2.socket", "web-10.socket"].map((unit) => ({
        ...{ unit, file: join(folder, unit), listen: [`127.0.0.1:${names.indexOf(unit)}`] },
      })),
      files: ["web.socket", "web-2.socket", "web-10.socket", "web.service"].map((unit) => {
        return join(folder, unit);
      }),
    });
  });

  test("gives names as they were typed, and what was converted or runs in a container", () => {
    const odd = "a\\\\b\\nc\\s";
    write("a\\x5cb.socket", mark(odd));
    write("redis.socket", mark("redis", "convert"));
    const dropIn = write("redis.service.d/zz-rouse.conf", "");
    write("redis.service", "");
    write("box.socket", mark("box", "podman"));
    const services = findServices(["user"]);
    expect(services.map(({ name, unit, kind }) => [name, unit, kind])).toEqual([
      ["a\\b\nc ", "a\\x5cb.service", "add"],
      ["box", "box.service", "podman"],
      ["redis", "redis.service", "convert"],
    ]);
    expect(services[2]?.files).toEqual([join(folder, "redis.socket"), dropIn]);
  });
});

describe("readSocketUnit", () => {
  const listen = (text: string) => readSocketUnit(`${text}\n${mark("x")}`)?.listen;

  test.each<[why: string, text: string, listen: string[]]>([
    [
      "each kind",
      "[Socket]\nListenStream=/a\nListenDatagram=/b\nListenSequentialPacket=@c",
      ["/a", "unix-dgram:/b", "unix-seqpacket:@c"],
    ],
    [
      "hosts",
      "[Socket]\nListenStream=[::1]:80\nListenDatagram=127.0.0.1:53",
      ["[::1]:80", "udp:127.0.0.1:53"],
    ],
    ["spaces", " [Socket] \n\tListenStream =  /a b \n  # ListenStream=/no", ["/a b"]],
    ["comments", "[Socket]\n#ListenStream=/a\n;ListenStream=/b\nListenStream=/c", ["/c"]],
    [
      "an empty value that resets",
      "[Socket]\nListenStream=/a\nListenDatagram=\nListenStream=/b",
      ["/b"],
    ],
    ["continued lines", "[Socket]\nListenStream=\\\n# no\n/a", ["/a"]],
    ["percent signs", "[Socket]\nListenStream=/a%%b", ["/a%b"]],
    [
      "other sections",
      "[Unit]\nListenStream=/no\n[Socket]\nListenStream=/a\n[Socket]\nListenStream=/b",
      ["/a", "/b"],
    ],
    ["lines that are none", "[Socket]\nListenStream\n=/a\nListenStream=/b", ["/b"]],
  ])("reads %s", (_, text, expected) => {
    expect(listen(text)).toEqual(expected);
  });

  test.each([
    "",
    "[Socket]\nListenStream=/a",
    "# [X-Rouse]\n[Socket]",
    "[X-Rouse]\n[Socket]\nName=x",
  ])("takes %j for a unit of others", (text) => expect(readSocketUnit(text)).toBeUndefined());
});

describe("findService", () => {
  const service = (name: string, scope: Service["scope"] = "user"): Service => ({
    ...{ name, unit: `${name}.service`, scope, kind: "add", version: "", command: "" },
    ...{ sockets: [{ unit: `${name}.socket`, file: "", listen: [] }], files: [] },
  });
  const all = [service("web"), service("web", "system"), service("köln"), service("my-app")];
  const find = (name: string, scope?: Service["scope"]) => findService(name, scope, all);

  test("takes a name, and that of a unit", () => {
    expect(find("köln")).toBe(all[2]);
    expect(find("my-app.socket")).toBe(all[3]);
    expect(find("my-app.service")).toBe(all[3]);
    expect(find("web", "system")).toBe(all[1]);
  });

  test.each<[name: string, scope: Service["scope"] | undefined, code: string, says: string]>([
    ["web", undefined, "SERVICE_AMBIGUOUS", "use --user or --system"],
    ["wbe", "user", "SERVICE_UNKNOWN", "did you mean 'web'?"],
    ["koln", undefined, "SERVICE_UNKNOWN", "did you mean 'köln'?"],
    ["my", undefined, "SERVICE_UNKNOWN", "did you mean 'my-app'?"],
    ["zzz", undefined, "SERVICE_UNKNOWN", "run `rouse ls` to list"],
    ["köln", "system", "SERVICE_UNKNOWN", "the user has one: use --user, not --system"],
  ])("refuses %j of %s", (name, scope, code, says) => {
    expect(() => find(name, scope)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});
