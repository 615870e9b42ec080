import { chmodSync, chownSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { program, rouse, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { type Running, run, start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { refusal } from "./refused.js";

const { describe, test } = needsRoot("setpriv");

/** Numbers of groups; `users` is the group 100 of every Debian. */
const [users, other] = [100, 65_533];
const server = ["python3", "-B", program("adopt-listen.py")];
const kinds = ["unix", "unix-dgram", "unix-seqpacket"] as const;

/** A folder that belongs to this user, and the path of a socket in it. */
function ownPath(uid: number): string {
  const folder = join(openTempDir(), "own");
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  chownSync(folder, uid, uid);
  return join(folder, "socket");
}

const as = (uid: number, ...groups: number[]) => [
  ...["setpriv", `--reuid=${uid}`, `--regid=${uid}`],
  groups.length > 0 ? `--groups=${groups.join(",")}` : "--clear-groups",
];

async function listenAt(address: string, argv: readonly string[] = []): Promise<Running> {
  const path = address.replace(/^[a-z-]+:|,.*/g, "");
  const running = start([...argv, rouseExec, `--listen=${address}`, "--", ...server, path, "5"]);
  await running.line(/^ready$/);
  return running;
}

/** Whether a user of this group may connect. */
async function mayConnect(path: string, group: number): Promise<boolean> {
  const code = `import socket; socket.socket(socket.AF_UNIX).connect("${path}")`;
  return (await run([...as(65_534, group), "/usr/bin/python3", "-c", code])).code === 0;
}

function whenInGroup(path: string, group: number): Promise<unknown> {
  const isIn = () => lstatSync(path, { throwIfNoEntry: false })?.gid === group;
  return until(isIn, { what: `${path} to be of the group ${group}` });
}

describe("the group of a socket file", () => {
  test.each([
    [",group=100", 0o660],
    [",mode=0620,group=100", 0o620],
    [",group=100,name=a", 0o660],
  ])("is that of %s, whose members may connect", async (setting, mode) => {
    const path = ownPath(0);
    await listenAt(`${path}${setting}`);
    const { gid, mode: made } = lstatSync(path);
    expect({ gid, mode: made & 0o777 }).toEqual({ gid: users, mode });
    expect([await mayConnect(path, users), await mayConnect(path, other)]).toEqual([true, false]);
  });

  test.each(kinds)("is given by a user who is a member, %s", async (kind) => {
    const path = ownPath(65_534);
    const argv = [...as(65_534, users), rouseExec, `--listen=${kind}:${path},group=${users}`];
    const running = start([...argv, "--", "sleep", "1000"]);
    await whenInGroup(path, users);
    await running.stop();
  });

  test("is refused to a user who is none", async () => {
    const path = ownPath(65_534);
    const said = await refusal([`--listen=${path},group=${users}`], { before: as(65_534) });
    expect(said).toMatch(/cannot give the socket .* the group 100, of which this user has to be a/);
  });

  test("is not taken from a directory with the set-group-ID bit, silently", async () => {
    const path = ownPath(0);
    chownSync(join(path, ".."), 0, other);
    chmodSync(join(path, ".."), 0o2755);
    expect(await refusal([`--listen=${path},group=${users}`])).toMatch(/has the set-group-ID bit/);
  });

  test("is a number for rouse-exec, and of a path only", async () => {
    const words = "has a group that is not a number";
    expect(await refusal([`--listen=${ownPath(0)},group=users`])).toContain(words);
    expect(await refusal(["--listen=@a,group=100"])).toContain("only the path of a unix socket");
    for (const group of ["100", "www-data"]) {
      const said = await refusal([`--listen=127.0.0.1:1,group=${group}`]);
      expect(said).toContain("only the path of a unix socket");
    }
  });

  test("is named for rouse listen, which knows its number", async () => {
    const path = ownPath(0);
    const listen = [process.execPath, rouse, "listen", `${path},group=users`, "--"];
    start([...listen, ...server, path, "5"]);
    await whenInGroup(path, users);
    const none = [process.execPath, rouse, "listen", `${path}2,group=nobodyknows`, "--", "cat"];
    const { code, stderr } = await run(none);
    expect({ code, stderr }).toEqual({
      code: 125,
      stderr:
        "rouse: cannot give a socket to the group 'nobodyknows': there is no such group; `getent group` lists all\n",
    });
  });
});
