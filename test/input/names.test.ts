import { describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePort } from "../harness/ports.js";
import { expectToRun, refusal, refusalOf } from "./refused.js";

/** Abstract names are those of the whole machine. */
const own = `@rouse-names-${process.pid}`;

describe("two sockets of one name", () => {
  test("are refused when the name was given", async () => {
    const listens = [`${own}-one,name=web`, `${own}-two,name=web`].map(
      (text) => `--listen=${text}`,
    );
    expect(await refusal(listens)).toContain("'web'");
  });

  test("are refused when both are the same address", async () => {
    expect(await refusal([`--listen=${own}`, `--listen=${own}`])).toContain(own);
  });

  test("may come in LISTEN_FDNAMES, but none of them can be meant by --map", async () => {
    const sockets = await twoNamed("web");
    const line = await refusalOf(sockets, { options: ["--map=*=web"] });
    expect(line).toContain("--map=*=web");
    expect(line).toContain("FileDescriptorName=");
  });
});

describe("--map refuses, and repeats,", () => {
  test.each([
    ["no name", "*:80"],
    ["an empty name", "*:80="],
    ["an empty address", "=web"],
    ["nothing", ""],
    ["a bare port", "80=web"],
    ["port 0", "*:0=web"],
    ["a port out of range", "*:65536=web"],
    ["a name instead of an address", "localhost:80=web"],
    ["a relative path", "socket=web"],
    ["an address that is none", "300.0.0.1:*=web"],
    ["two stars", "*:*=web"],
    ["a path that is too long", `/${"x".repeat(107)}=web`],
    ["a very long address", `/${"x".repeat(3000)}=web`],
  ])("%s", async (_, map) => {
    const line = await refusal([`--listen=${own},name=web`, `--map=${map}`]);
    expect(line).toContain(`--map=${map}`.slice(0, 900));
  });

  test("a name that no passed socket has", async () => {
    const line = await refusal([`--listen=${own},name=web`, "--map=*:80=wbe"]);
    expect(line).toContain("'wbe'");
    expect(await refusalOf(await twoNamed("web"), { options: ["--map=*:80=wbe"] })).toContain(
      "'wbe'",
    );
  });

  test("any name when there is no socket at all", async () => {
    expect(await refusal(["--map=*:80=web"])).toContain("'web'");
  });
});

test("a socket without a name is named by its address", async () => {
  await expectToRun([`--listen=${own}`, `--map=*:80=${own}`]);
});

async function twoNamed(name: string): Promise<ListeningSocket[]> {
  const addresses = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  return addresses.map((address) => ({ kind: "tcp", address, name }));
}
