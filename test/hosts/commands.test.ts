import { beforeAll, expect, test } from "vitest";
import { needsRoot } from "../harness/root.js";
import type { ServiceManager } from "../systemd/service-manager.js";
import { addresses, linkMachines } from "./linked-machines.js";
import { SshClient } from "./ssh-client.js";
import { installed, startSshd } from "./sshd.js";

const both = ["--host", "web1", "--host=web2"];
const server = ["/usr/bin/python3", "-m", "http.server", "8080", "--bind", "127.0.0.1"];

/** A user's services on one machine, the system's on the other. */
needsRoot("ip", "nsenter", "sshd", "ssh", "ssh-keygen", "curl").describe("two machines", () => {
  let client: SshClient;
  let managers: Record<"web1" | "web2", ServiceManager>;

  beforeAll(async () => {
    const { first, second } = await linkMachines();
    managers = { web1: first.user, web2: second.system };
    client = new SshClient(first);
    const common = { rouse: installed };
    const user = "rouse-test";
    await startSshd(first, client, { ...common, alias: "web1", user, address: addresses.first });
    await startSshd(second, client, {
      ...common,
      alias: "web2",
      user: "root",
      address: addresses.second,
    });
  }, 60_000);

  test("get a service by one command, in the home folder of who asks", async () => {
    const said = await client.rouse("add", "web", ...both, "--listen", "8080", "--", ...server);
    expect(said).toMatchObject({ code: 0 });
    expect(said.stderr).toBe(
      "rouse: the command runs in your home folder there; --cwd names another\n",
    );
    const lines = said.stdout.trimEnd().split("\n");
    expect([...new Set(lines.map((line) => line.slice(0, 6)))]).toEqual(["web1: ", "web2: "]);
    expect(said.stdout).toContain("web1: web listens on 127.0.0.1:8080");
    const { home, folder } = managers.web1;
    expect(await workingDirectories()).toEqual({ web1: home, web2: "/root" });
    expect(folder).not.toBe(home);
  });

  test("are listed in one table, each with what is so there", async () => {
    await visit("web2");
    const { code, stdout, stderr } = await client.rouse("ls", ...both);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/).slice(0, 4))).toEqual([
      ["HOST", "NAME", "SCOPE", "STATE"],
      ["web1", "web", "user", "asleep"],
      ["web2", "web", "system", expect.stringMatching(/^(awake|sleeps in)/)],
      [""],
    ]);
  });

  test("are listed as they were named, one without a column of its own", async () => {
    const { stdout } = await client.rouse("ls", "--host", "web2", "--host", "web1", "--host=web2");
    expect(stdout.split("\n").map((line) => line.slice(0, 4))).toEqual([
      "HOST",
      "web2",
      "web1",
      "",
    ]);
    const alone = await client.rouse("ls", "--host", "web1");
    expect(alone.stdout).toMatch(/^NAME +STATE .*\nweb +asleep /);
  });

  test("give one document", async () => {
    const { stdout } = await client.rouse("ls", "--json", ...both);
    expect(JSON.parse(stdout)).toMatchObject({
      api_version: 1,
      hosts: [
        { host: "web1", exit_status: 0, services: [{ name: "web", scope: "user" }], problems: [] },
        { host: "web2", exit_status: 0, services: [{ name: "web", scope: "system" }] },
      ],
    });
  });

  test("lose it by one command, and nothing stays", async () => {
    const { code, stdout } = await client.rouse("rm", "web", ...both);
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.slice(0, 6)),
    ).toEqual(["web1: ", "web2: "]);
    for (const manager of Object.values(managers)) {
      expect(await manager.systemctl("list-units", "--all", "--plain", "--no-legend", "web*")).toBe(
        "",
      );
    }
    const nothing = await client.rouse("ls", ...both);
    expect(nothing).toEqual({
      code: 0,
      stdout: "",
      stderr: "web1: no services yet\nweb2: no services yet\n",
    });
    expect(await client.rouse("rm", "web", ...both)).toMatchObject({ code: 4 });
  });

  async function visit(name: keyof typeof managers): Promise<void> {
    const { code, stderr } = await managers[name].inside(["curl", "-sS", "http://127.0.0.1:8080"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }

  async function workingDirectories() {
    const ask = async (name: keyof typeof managers) => {
      const { WorkingDirectory } = await managers[name].show("web.service", "WorkingDirectory");
      return [name, WorkingDirectory];
    };
    return Object.fromEntries(await Promise.all([ask("web1"), ask("web2")]));
  }
});
