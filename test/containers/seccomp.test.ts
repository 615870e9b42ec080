import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import type { UserManager } from "../systemd/manager.js";
import { Client } from "./client.js";
import { askWhenNamed, buildInside, installContainer, runContainer } from "./container.js";
import { needsPodman, startHost } from "./host.js";

const idleMs = 300;

/** The default profile of podman, as Debian installs it. */
const defaultProfile = "/usr/share/containers/seccomp.json";

interface Profile {
  syscalls: { names: string[]; action: string; args?: object[]; errnoRet?: number }[];
}

needsPodman().describe("a container's filter of system calls", () => {
  let host: UserManager;

  beforeAll(async () => {
    host = await startHost({ uid: 0 });
    await buildInside(host);
  }, 180_000);

  test("may be podman's default: nothing is lacking", async () => {
    const { address, service } = await install("default", []);
    const { processes } = await askWhenNamed(address);
    expect(processes.map(({ name, filters }) => [name, filters])).toEqual([
      ["rouse-exec", "1"],
      ["inside", "2"],
    ]);
    expect(service.log).not.toContain("rouse-exec:");
    const { status, said } = await check([]);
    expect(status).toBe(0);
    expect(said).toMatch(/^hand-over +ok: /m);
    expect(said).toMatch(/^privileges +limited: .*no_new_privs/m);
    expect(said).toMatch(/^idle +ok: /m);
  });

  // moby's profile allows pidfd_getfd with CAP_SYS_PTRACE only.
  test.each([["pidfd_getfd"], ["pidfd_getfd process_vm_readv"]])(
    "may forbid %s: the program serves, and what is lost is said",
    async (names) => {
      const options = withProfile(names.split(" "));
      const { address, service } = await install(names.replaceAll(" ", "-"), options);
      const client = await Client.connect(address);
      await client.ask();
      await pause(idleMs * 4);
      await client.ask();
      expect(service.log).toMatch(/^rouse-exec: .*pidfd_getfd.*without its socket options/m);
      expect(service.log).toMatch(/^rouse-exec: cannot tell whether anybody is connected/m);
      client.leave();
      expect((await check(options)).said).toMatch(/pidfd_getfd/);
    },
  );

  test("that forbids seccomp(2) has it say so in one sentence, and run nothing", async () => {
    const options = withProfile(["seccomp"]);
    const sockets = [{ kind: "tcp" as const, address: `127.0.0.1:${await freePort()}` }];
    const container = await runContainer(host, { sockets, options, argv: ["/inside", ":80"] });
    expect(await container.ended()).toBe(125);
    expect(await container.said()).toMatch(/^rouse-exec: [^\n]*seccomp[^\n]*\n$/);
    expect(await check(options)).toMatchObject({ status: 125 });
  });

  async function install(name: string, options: string[]) {
    const address = `127.0.0.1:${await freePort()}`;
    const argv = [`--exit-idle-time=${idleMs}ms`, "--", "/inside", address];
    const service = await installContainer(host, { name, listen: address, options, argv });
    return { address, service };
  }

  async function check(options: string[]): Promise<{ status: number; said: string }> {
    const container = await runContainer(host, { options, argv: ["--check"] });
    return { status: await container.ended(), said: await container.said() };
  }

  /** The default profile but for these calls, which fail as moby has them fail. */
  function withProfile(forbidden: string[]): string[] {
    const profile: Profile = JSON.parse(readFileSync(defaultProfile, "utf8"));
    for (const rule of profile.syscalls)
      rule.names = rule.names.filter((name) => !forbidden.includes(name));
    profile.syscalls.push({ names: forbidden, action: "SCMP_ACT_ERRNO", errnoRet: 1, args: [] });
    const file = join(host.folder, `${forbidden.join("-")}.json`);
    writeFileSync(file, JSON.stringify(profile));
    return [`--security-opt=seccomp=${file}`];
  }
});
