import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { node } from "../cli/stand-in.js";
import { linesOf, readFindings } from "../doctor/findings.js";
import { connect } from "../harness/connect.js";
import {
  laterVersion,
  otherRouseExec,
  replaceProgram,
  version,
} from "../harness/other-rouse-exec.js";
import { program, rouseExec, rouse as rousePath } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const patience = { deadlineMs: 60_000 };

/** `rouse listen --name web` with a rouse-exec in a folder of its own, for a user without other services. */
async function listen(address: (folder: string) => Promise<string>, kind: string) {
  const [folder, runtime] = [tempDir(), tempDir()];
  const [path, at] = [join(folder, "rouse-exec"), await address(folder)];
  replaceProgram(path, readFileSync(rouseExec));
  const env = {
    ...{ HOME: folder, XDG_CONFIG_HOME: folder, XDG_RUNTIME_DIR: runtime },
    ...{ DBUS_SESSION_BUS_ADDRESS: undefined, ROUSE_EXEC_PATH: path },
  };
  const addr = kind === "udp" ? `udp:${at}` : at;
  const server = ["python3", "-B", program("server.py"), kind, at];
  const running = start([node, rousePath, "listen", addr, "--name", "web", "--", ...server], {
    env,
  });
  await running.line(/^rouse: holding /, patience);
  await reportState(join(runtime, "rouse/web.json"), "waiting");
  const rouse = (...words: string[]) => run([node, rousePath, ...words], { env, ...patience });
  return { path, at, rouse };
}

const tcp = async () => `127.0.0.1:${await freePort()}`;
const unix = async (folder: string) => join(folder, "socket");

test.each([
  ["tcp", tcp],
  ["unix", unix],
  ["udp", tcp],
] as const)(
  "ls, status and doctor say that the next start runs another rouse-exec (%s)",
  async (kind, address) => {
    const { path, at, rouse } = await listen(address, kind);
    const told = async () =>
      JSON.parse((await rouse("ls", "--json")).stdout).services[0].rouse_exec;
    const doctor = async () =>
      linesOf(readFindings(await rouse("doctor", "--json")), "foreground service web");
    const before = await told();
    const { build } = before;
    expect(before).toEqual({ version, build, installed: { version, build }, replaced: false });
    expect((await rouse("ls")).stdout).not.toContain("ROUSE-EXEC");
    expect((await rouse("status", "web")).stdout).toMatch(RegExp(` runs +rouse-exec ${version}\n`));
    expect(await doctor()).toEqual([]);

    const client = kind === "udp" ? undefined : await connect(at);
    client?.write("GET / HTTP/1.0\r\n");
    replaceProgram(path, otherRouseExec(laterVersion));
    expect(await told()).toEqual({
      ...{ version, build, replaced: true },
      installed: { version: laterVersion, build: expect.any(String) },
    });
    const listed = (await rouse("ls")).stdout;
    expect(listed).toMatch(/ ROUSE-EXEC +WHY\n/);
    expect(listed).toContain(` ${version}, next ${laterVersion} `);
    const then = `rouse-exec ${version}; ${laterVersion} is installed, and runs from the next start`;
    expect((await rouse("status", "web")).stdout).toMatch(RegExp(` runs +${then}\n`));
    expect(await doctor()).toEqual([
      `limited: it runs ${then}; end it, and start it again with \`rouse listen\``,
    ]);
    if (client === undefined) return;
    const answer = text(client);
    client.end("\r\n");
    expect(await answer).toContain("200 OK");
  },
);

test("another build of the same version is told as well, and a rouse-exec that is gone is not", async () => {
  const { path, rouse } = await listen(tcp, "tcp");
  replaceProgram(path, otherRouseExec());
  const then = `rouse-exec ${version}; another build of it is installed, and runs from the next start`;
  expect((await rouse("status", "web")).stdout).toMatch(RegExp(` runs +${then}\n`));
  replaceProgram(path, Buffer.from("#!/bin/sh\n"));
  expect((await rouse("status", "web")).stdout).toMatch(RegExp(` runs +rouse-exec ${version}\n`));
});
