import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { blocks } from "../docs/pages.js";
import { needsRoot } from "../harness/root.js";
import { until } from "../harness/until.js";
import type { ServiceManager } from "../systemd/service-manager.js";
import { addresses, linkMachines } from "./linked-machines.js";
import { SshClient } from "./ssh-client.js";
import { installed, startSshd } from "./sshd.js";

const page = blocks("docs/remote.md", "sh").join("").trim().split("\n");
const both = ["--host", "web1", "--host=web2"];

/** A user's services on one machine, the system's on the other. */
needsRoot("ip", "nsenter", "sshd", "ssh", "ssh-keygen", "curl").describe("two machines", () => {
  let client: SshClient;
  let managers: Record<"web1" | "web2", ServiceManager>;

  beforeAll(async () => {
    const { first, second } = await linkMachines();
    managers = { web1: first.user, web2: second.system };
    client = new SshClient(first);
    const web1 = { alias: "web1", user: "rouse-test", address: addresses.first } as const;
    const web2 = { alias: "web2", user: "root", address: addresses.second } as const;
    await startSshd(first, client, { ...web1, rouse: installed });
    await startSshd(second, client, { ...web2, rouse: installed });
  }, 60_000);

  test("get a service by one command, in the home folder of the user that asks", async () => {
    const { code, stdout, stderr } = await typed("rouse add notes");
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "rouse: the command runs in your home folder there; use --cwd for another one\n",
    });
    expect(stdout).toMatch(inTurn);
    expect(stdout).toContain("web1: notes listens on 127.0.0.1:8080");
    expect(await workingFolder("web1")).toBe(managers.web1.home);
    expect(await workingFolder("web2")).toBe("/root");
  });

  test("are listed in one table, each with what is so there", async () => {
    await visit("web2");
    const { code, stdout, stderr } = await typed("rouse ls");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/).slice(0, 4))).toEqual([
      ["HOST", "NAME", "SCOPE", "STATE"],
      ["web1", "notes", "user", "asleep"],
      ["web2", "notes", "system", expect.stringMatching(/^(awake|sleeps in)/)],
      [""],
    ]);
  });

  test("are asked once each, in the order they were named, and one has no column of its own", async () => {
    const hosts = ["--host", "web2", "--host", "web1", "--host=web2"];
    const { stdout } = await client.rouse("ls", ...hosts);
    expect(stdout.match(/^\S+/gm)).toEqual(["HOST", "web2", "web1"]);
    const alone = await client.rouse("ls", "--host", "web1");
    expect(alone.stdout).toMatch(/^NAME +STATE .*\nnotes +asleep /);
  });

  test("give one document", async () => {
    const { stdout } = await client.rouse("ls", "--json", ...both);
    expect(JSON.parse(stdout)).toMatchObject({
      api_version: 1,
      hosts: [
        { host: "web1", exit_status: 0, services: [{ name: "notes", scope: "user" }] },
        { host: "web2", exit_status: 0, services: [{ name: "notes", scope: "system" }] },
      ],
    });
  });

  test("tell everything of it, and put it to sleep", async () => {
    const status = await typed("rouse status notes");
    expect(status).toMatchObject({ code: 0, stderr: "" });
    expect(status.stdout).toMatch(/^notes, .*asleep\n/);
    expect((await typed("rouse logs notes")).stdout).toContain("Listening on notes.socket");
    const stopped = await typed("rouse stop notes");
    expect(stopped).toMatchObject({ code: 0, stdout: expect.stringMatching(inTurn) });
    expect(await managers.web2.show("notes.service", "ActiveState")).toEqual({
      ActiveState: "inactive",
    });
  });

  test("say what happens there as it happens, until they are left", async () => {
    const logs = client.start(["logs", "notes", "--follow", "--lines=0", ...both]);
    await until(() => areFollowed(), { what: "the journals to be followed" });
    for (const name of ["web2", "web1"] as const) {
      // A journalctl that has just begun may not follow yet.
      const isTold = async () => {
        await visit(name);
        await pause(100);
        return logs.output.matches(new RegExp(`^${name}: .*GET / `)).length > 0;
      };
      await until(isTold, { what: `a visit of ${name} to be told of` });
    }
    expect(await logs.stop("SIGINT")).toEqual({ code: 130, signal: null });
    await until(async () => !(await areFollowed()), { what: "nobody to follow them there" });
  });

  test("lose it by one command, and nothing stays", async () => {
    const { code, stdout } = await typed("rouse rm notes");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(inTurn) });
    for (const manager of Object.values(managers)) {
      const units = await manager.systemctl(
        "list-units",
        "--all",
        "--plain",
        "--no-legend",
        "notes*",
      );
      expect(units).toBe("");
    }
    expect(await typed("rouse ls")).toEqual({
      code: 0,
      stdout: "",
      stderr: "web1: no services yet\nweb2: no services yet\n",
    });
  });

  /** Lines of the first, then those of the second. */
  const inTurn = /^web1: .*(\nweb1: .*)*(\nweb2: .*)+\n$/;

  /** The line of docs/remote.md that begins so. */
  function typed(start: string) {
    const [, ...args] = page.find((line) => line.startsWith(start))?.split(" ") ?? [];
    return client.rouse(...args);
  }

  async function visit(name: keyof typeof managers): Promise<void> {
    const { code, stderr } = await managers[name].inside(["curl", "-sS", "http://127.0.0.1:8080"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }

  async function workingFolder(name: keyof typeof managers): Promise<string> {
    return (await managers[name].show("notes.service", "WorkingDirectory")).WorkingDirectory;
  }

  async function areFollowed(): Promise<boolean> {
    const asked = Object.values(managers).map((one) => one.inside(["pgrep", "-x", "journalctl"]));
    return (await Promise.all(asked)).every(({ code }) => code === 0);
  }
});

test("docs/remote.md has these commands", () => {
  expect(page.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
    "rouse ls --host",
    ...["add", "status", "logs", "stop", "rm"].map((verb) => `rouse ${verb} notes`),
  ]);
});
