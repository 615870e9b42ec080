import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { readTree } from "../convert/debian.js";
import { freePort } from "../harness/ports.js";
import { addCommand, rouseIn, traces } from "./added.js";
import { killAt } from "./kill-points.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { writeOurs } from "./ours.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine("strace");

describe("a command that changes units first", () => {
  let machine: Machine;
  let manager: ServiceManager;
  beforeAll(async () => {
    machine = await startMachine();
    manager = machine.system;
  });

  const next = () => rouseIn(manager, {}, "rm", "none");
  const inFolder = (name: string) => join(manager.unitFolder, name);

  test("removes drafts, and a service whose socket is not there, unless it runs", async () => {
    const before = readTree(manager.unitFolder);
    const unit = { listen: [], exec: ["/bin/sleep", "1000"] };
    for (const name of ["lost", "runs"]) writeOurs(manager, { name, ...unit });
    mkdirSync(inFolder("web.service.d"));
    const kept = [".rouse-mine.tmp", "web.service.d/other.conf"];
    for (const name of kept) writeFileSync(inFolder(name), "");
    const drafts = [".rouse-0123456789ab.tmp", "web.service.d/.rouse-ba9876543210.tmp"];
    for (const name of drafts) writeFileSync(inFolder(name), "");
    await manager.inside(["sh", "-c", "cd /etc/systemd/system && rm lost.socket runs.socket"]);
    await manager.inside([
      "sed",
      "-i",
      "s/Type=notify/Type=exec/",
      "/etc/systemd/system/runs.service",
    ]);
    await manager.daemonReload();
    await manager.systemctl("start", "--no-block", "runs.service");
    expect((await next()).stderr).toMatch(
      /^rouse: lost\.service, which had lost its socket, is removed\nrouse: there is no service /,
    );
    expect([...drafts, "lost.service"].filter((name) => existsSync(inFolder(name)))).toEqual([]);
    expect([...kept, "runs.service"].filter((name) => !existsSync(inFolder(name)))).toEqual([]);
    await manager.systemctl("stop", "runs.service");
    await manager.inside(["rm", "-r", ...[...kept, "web.service.d"].map(inside)]);
    await next();
    expect(readTree(manager.unitFolder)).toEqual(before);
  });

  const inside = (name: string) => `/etc/systemd/system/${name}`;

  test("leaves a file as it is that somebody else has changed since", async () => {
    const listen = ["--listen", String(await freePort())];
    await addCommand(manager, "web", listen, ["cat"]);
    const before = await traces(manager);
    // The record is the first of three files, the service the second.
    const add = ["add", "web", "--idle", "1min", ...listen, "--", "cat"];
    await killAt(manager, { call: "rename", nth: 3 }, add);
    const text = readFileSync(inFolder("web.service"), "utf8");
    expect(text).toContain("1min");
    writeFileSync(inFolder("web.service"), `${text}# mine\n`);
    expect((await next()).stderr).toContain(
      "a command was killed while it changed units, and this was not put back: " +
        "/etc/systemd/system/web.service was changed since and stays as it is",
    );
    expect(readFileSync(inFolder("web.service"), "utf8")).toBe(`${text}# mine\n`);
    expect((await next()).stderr).not.toContain("killed");
    expect(await traces(manager)).toBe(before);
  });
});
