import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { addCommand, rouseIn, scopes, traces } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { checkout, node, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("rouse add to the %s manager refuses", (scope) => {
  let manager: ServiceManager;
  let held: { port: number; pid: string; path: string };
  let other: { name: string; port: number };
  beforeAll(async () => {
    manager = machine[scope];
    other = { name: `other ${scope}`, port: await freePort() };
    const two = ["--listen", `0.0.0.0:${other.port}`, "--listen", `@other-${scope},name=second`];
    await addCommand(manager, other.name, two, ["cat"]);
    held = await holdPlaces();
    const socket = `[Socket]\nListenStream=127.0.0.1:${await freePort()}\nListenDatagram=@foreign-${scope}\n`;
    manager.writeUnit("foreign.socket", socket);
    manager.writeUnit("foreign.service", "[Service]\nExecStart=cat\n");
    await manager.systemctl("start", "foreign.socket");
  });

  /** A program next to the units that has a port for TCP and UDP, and a unix socket. */
  async function holdPlaces() {
    const port = await freePortPair();
    const path = join(manager.folder, `${scope}-held.sock`);
    const code = `import os, socket, time
t, u, x = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX)
t.bind(("127.0.0.1", ${port})); t.listen(); u.bind(("0.0.0.0", ${port})); x.bind("${path}"); x.listen()
print("pid", os.getpid(), flush=True); time.sleep(600)`;
    const holder = start(manager.insideArgv(["python3", "-c", code]));
    const [, pid = ""] = await holder.line(/^pid (\d+)$/);
    return { port, pid, path };
  }

  test("an address that somebody has, and says who", async () => {
    const before = await traces(manager);
    const process = `process ${held.pid} (python3)`;
    const taken = [
      [String(held.port), process],
      [`udp:127.0.0.1:${held.port}`, process],
      [held.path, process],
      [
        `[::]:${other.port}`,
        `the service '${other.name}' of Rouse (${scope})`,
        `remove it with \`rouse rm '${other.name}'\``,
      ],
      [`unix-dgram:@foreign-${scope}`, `the unit foreign.socket (${scope})`],
    ] as const;
    const said = await refusals(manager, ...taken.map(([listen]) => ({ name: "taken", listen })));
    const expected = taken.map(
      ([, holder, next = "stop it"]) => `: ${holder} has it; ${next}, or choose`,
    );
    expect(said).toEqual(expected.map((text) => expect.stringContaining(text)));
    expect(await traces(manager)).toBe(before);
  });

  test("also for rouse listen, while it is listened on", async () => {
    const listen = () => manager.rouse("listen", String(other.port), "--", "/nowhere/at/all");
    expect(await listen()).toMatchObject({
      code: 125,
      stderr:
        `rouse: cannot listen on 127.0.0.1:${other.port}: the service '${other.name}' of Rouse (${scope}) has it; ` +
        `stop it with \`rouse stop '${other.name}' --now\`, or choose another address\n`,
    });
    expect((await manager.rouse("stop", other.name, "--now")).code).toBe(0);
    expect(await listen()).toMatchObject({ code: 127 });
    expect((await manager.rouse("start", other.name)).code).toBe(0);
  });

  test("a path where no socket can be", async () => {
    const file = join(manager.folder, `${scope}-file`);
    writeFileSync(file, "");
    const paths: [listen: string, problem: string][] = [
      [file, "the file there is not a socket; remove it"],
      [join(file, "x.sock"), `${file} is not a folder`],
    ];
    if (scope === "user") paths.push(["/etc/x.sock", "a folder that you may not write to"]);
    const said = await refusals(manager, ...paths.map(([listen]) => ({ name: "path", listen })));
    expect(said).toEqual(paths.map(([, problem]) => expect.stringContaining(problem)));
  });

  test("names of units that Rouse did not write, wherever they come from", async () => {
    symlinkSync("/dev/null", join(manager.unitFolder, "masked.service"));
    symlinkSync(
      join(manager.unitFolder, "foreign.service"),
      join(manager.unitFolder, "alias.service"),
    );
    mkdirSync(join(manager.unitFolder, "folder.socket"));
    const run = [
      "systemd-run",
      `--${scope}`,
      "--unit=transient.service",
      "--quiet",
      "sleep",
      "600",
    ];
    expect(await manager.inside(run)).toMatchObject({ code: 0 });
    await manager.daemonReload();
    const taken = [
      ["foreign", "'foreign.socket': Rouse did not write /"],
      ["masked", "'masked.service': it is masked; `systemctl unmask` ends that"],
      ["alias", "'alias.service': "],
      ["folder", "folder.socket is not a file"],
      [`${other.name}-1`, `-1.socket belongs to the service '${other.name}'`],
      ["transient", "'transient.service': it was made at run time, as by systemd-run"],
      [scope === "system" ? "systemd-journald" : "dbus", ".socket': systemd has it from /"],
    ] as const;
    const listen = String(await freePort());
    const said = await refusals(manager, ...taken.map(([name]) => ({ name, listen })));
    expect(said).toEqual(taken.map(([, problem]) => expect.stringContaining(problem)));
    for (const name of ["masked.service", "alias.service"]) rmSync(join(manager.unitFolder, name));
    const { code, stderr } = await manager.rouse("rm", "foreign");
    expect(code).toBe(4);
    expect(stderr).toContain("foreign.service is there and stays");
  });

  test("nothing where a socket was left behind by a server that is gone", async () => {
    const path = join(manager.folder, `${scope}-dead.sock`);
    const bind = `import socket; socket.socket(socket.AF_UNIX).bind("${path}")`;
    await manager.inside(["python3", "-c", bind]);
    await expect(connect(path)).rejects.toThrow("ECONNREFUSED");
    await addCommand(manager, `dead ${scope}`, ["--listen", path], ["/bin/cat"]);
    await connect(path);
  });
});

test("rouse add refuses a port below 1024 in a service of a user", async () => {
  const add = ["add", "low", "--listen", "80", "--", "cat"];
  const { code, stderr } = await machine.user.rouse(...add);
  expect(code).toBe(125);
  expect(stderr).toContain(
    "ports below 1024 are reserved for the system; use --system (as root), or choose",
  );
  const system = await machine.user.rouse("add", "low", "--system", "--listen", "80", "--", "cat");
  expect(system.stderr).toContain("run `sudo rouse add …`, or use --user");
});

test("rouse add says so when there is no service manager to reach", async () => {
  const lost = [
    "env",
    "XDG_RUNTIME_DIR=/nonexistent",
    "/run/node",
    "/run/checkout/dist/cli/main.js",
  ];
  const { code, stderr } = await machine.user.inside([
    ...lost,
    "add",
    "x",
    "--listen",
    "1234",
    "--",
    "cat",
  ]);
  expect(code).toBe(125);
  expect(stderr).toMatch(
    /^rouse: cannot reach the user service manager: Failed to connect to bus: .*doctor/,
  );
});

// The system's manager writes to the console of the tests.
test("rouse add says why systemd cannot listen, when the journal has it", async () => {
  const manager = machine.user;
  const before = await traces(manager);
  const listen = `[ff02::1]:${await freePort()}`;
  // journald is told of it, and reads that when it comes to it.
  const said = async () => {
    const [problem = ""] = await refusals(manager, { name: "multicast", listen });
    return problem.startsWith("`systemctl") ? undefined : problem;
  };
  const problem = await until(said, { what: "the journal to have it" });
  expect(problem).toMatch(
    /^multicast\.socket does not listen: Failed to .*: Invalid argument; nothing was changed$/,
  );
  expect(await traces(manager)).toBe(before);
});

/** What `rouse add` says to each of these, all in one process. */
async function refusals(
  manager: ServiceManager,
  ...wishes: { name: string; listen: string }[]
): Promise<string[]> {
  const code = `import { addService } from "${checkout}/build/src/cli/add/add.js";
      const said = [];
      for (const { name, listen } of ${JSON.stringify(wishes)}) {
        const added = addService(name, { listen: [listen] }, ["cat"]);
        said.push(await added.then(() => "added", (error) => error.message));
      }
      console.log(JSON.stringify(said));`;
  const { stdout } = await manager.inside([node, "--input-type=module", "-e", code]);
  return JSON.parse(stdout);
}

test("rouse changes, as root, no unit in the home of another user", async () => {
  const { system, user } = machine;
  const env = { HOME: user.home, XDG_RUNTIME_DIR: `/run/user/${user.uid}` };
  const before = await traces(user);
  const listen = ["--listen", String(await freePort())];
  const added = await rouseIn(system, env, "add", "sudone", "--user", ...listen, "--", "cat");
  expect(added).toMatchObject({ code: 125, stdout: "" });
  expect(added.stderr).toMatch(/^rouse: cannot change, as root, the units of a user in '.*': /);
  const name = `other ${user.scope}`;
  expect((await rouseIn(system, env, "rm", name, "--user")).stderr).toBe(added.stderr);
  expect(await traces(user)).toBe(before);
});
