import { readlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { ask, type Kind, newPlace } from "./places.js";
import { installService, rouseExec, type Service, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

const families = "RestrictAddressFamilies=AF_INET AF_UNIX";
const errorNumber = "SystemCallErrorNumber=EPERM";
const filter = "SystemCallFilter=@system-service seccomp pidfd_getfd";

asEachUser("a sandboxed service", (manager, uid) => {
  // systemd 252 silently keeps the network of the machine when it has no right to make another:
  // a user manager gets that right by a user namespace.
  const noNetwork = uid === 0 ? ["PrivateNetwork=yes"] : ["PrivateNetwork=yes", "PrivateUsers=yes"];

  test.each([
    ["no other network", noNetwork],
    ["no other network and a filter of system calls", [...noNetwork, families, filter]],
  ])("serves with %s, stays awake for a client, and sleeps", async (_, lines) => {
    const runs = (["tcp", "unix"] as const).map(async (kind) => {
      const { place, service } = await install(lines, kind, ["--exit-idle-time=1s"]);
      const asking = ask(place);
      // In the queue behind that one: it never finds the program asleep.
      const socket = await connect(place.address);
      const { network, pid } = await asking;
      expect(network).not.toBe(readlinkSync("/proc/self/ns/net"));
      const end = performance.now() + 2000;
      await until(async () => (await service.state()) !== "active" || performance.now() > end, {
        everyMs: 200,
      });
      expect(manager().hostPid(pid), `the program with a ${kind} client`).toBeDefined();
      socket.destroy();
      expect(await service.ended()).toMatchObject({ Result: "success", ExecMainStatus: "0" });
    });
    await Promise.all(runs);
  });

  test.each([
    ["an error", [errorNumber]],
    ["death", []],
  ])(
    "whose filter answers seccomp(2) with %s is told the cure, and runs nothing",
    async (_, action) => {
      const { service } = await install(["SystemCallFilter=@system-service", ...action]);
      await manager().inside(["systemctl", "--user", "start", "sandboxed-tcp.service"]);
      expect(await service.ended()).toMatchObject({ ExecMainCode: "1", ExecMainStatus: "125" });
      expect(said(service)).toMatch(/SystemCallFilter=.*"seccomp|"seccomp.*SystemCallFilter=/);
      expect(service.log).not.toContain("ready");
    },
  );

  test("whose filter answers pidfd_getfd(2) with death is told the cure, and runs nothing", async () => {
    const { service } = await install(["SystemCallFilter=@system-service seccomp"]);
    await manager().inside(["systemctl", "--user", "start", "sandboxed-tcp.service"]);
    expect(await service.ended()).toMatchObject({ ExecMainCode: "1", ExecMainStatus: "125" });
    expect(said(service)).toMatch(/pidfd_getfd.*SystemCallFilter=/);
    expect(service.log).not.toContain("ready");
  });

  test("whose filter answers pidfd_getfd(2) with an error serves, and is told what it loses", async () => {
    const filters = ["SystemCallFilter=@system-service seccomp", errorNumber];
    const { place, service } = await install(filters);
    expect((await ask(place)).ppid).toBe(await service.pid());
    expect(said(service)).toMatch(/pidfd_getfd.*without its socket options/);
  });

  async function install(lines: string[], kind: Kind = "tcp", options: string[] = []) {
    const place = await newPlace(kind, manager());
    const exec = [rouseExec, ...options, ...serverPy, kind, place.address];
    const text = { name: `sandboxed-${kind}`, listen: [place.listen], exec, service: lines };
    return { place, service: await installService(manager(), text) };
  }
});

/** What rouse-exec itself said. */
function said({ log }: Service): string {
  const lines = log.split("\n").filter((line) => line.startsWith("rouse-exec: "));
  return lines.join("\n");
}
