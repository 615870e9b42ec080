import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { Load } from "./load.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { writeOurs, writeServer } from "./ours.js";
import { ask, kinds, newPlace, type Place } from "./places.js";
import { serverPy } from "./service.js";
import { checkout, node, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

const scopes = ["user", "system"] as const;
let machine: Machine;
const places = new Map<string, Place>();

beforeAll(async () => {
  machine = await startMachine();
  for (const scope of scopes) await install(machine[scope]);
});

/** Nothing is started yet. */
async function install(manager: ServiceManager): Promise<void> {
  for (const kind of kinds) {
    const place = await newPlace(kind, manager);
    const exec = [...serverPy, kind, place.address, "--finish"];
    writeOurs(manager, { name: `by ${kind}`, listen: [place.listen], exec });
    places.set(`${manager.scope} by ${kind}`, place);
  }
  for (const name of ["log", "twin"]) {
    const place = await writeServer(manager, "tcp", { name });
    places.set(`${manager.scope} ${name}`, place);
  }
  const place = placeOf(manager.scope, "log");
  writeOurs(manager, { name: "taken", listen: [place.listen], exec: ["/bin/false"] });
  const crash = await newPlace("tcp", manager);
  writeOurs(manager, { name: "crash", listen: [crash.listen], exec: ["/bin/false"] });
  const [passed, bound] = [await newPlace("tcp", manager), await newPlace("tcp", manager)];
  const exec = [...serverPy, "tcp", bound.address];
  writeOurs(manager, { name: "elsewhere", listen: [passed.listen], exec });
  places.set(`${manager.scope} elsewhere`, bound);
  await manager.daemonReload();
}

function placeOf(scope: string, name: string): Place {
  const place = places.get(`${scope} ${name}`);
  if (place === undefined) throw new Error(`no place of ${name}`);
  return place;
}

describe.each(scopes)("services of the %s", (scope) => {
  const manager = () => machine[scope];

  /** What it printed, and how it ended. */
  async function rouse(command: string, ...args: string[]) {
    const { code, stdout, stderr } = await manager().rouse(command, ...args, `--${scope}`);
    return { code, stdout, stderr };
  }

  async function says(command: string, args: string[], sentence: string) {
    expect(await rouse(command, ...args)).toEqual({ code: 0, stdout: `${sentence}\n`, stderr: "" });
  }

  test("start, stop and restart act on sockets and programs as they say", async () => {
    const name = "by tcp";
    const place = placeOf(scope, name);
    const asleep = `sleeps: the next client of ${place.address} wakes it`;
    await says("start", [name], `${name} ${asleep}`);
    const { ActiveState } = await manager().show("by\\x20tcp.service", "ActiveState");
    expect(ActiveState).toBe("inactive");
    const again = "is asleep, and its next start is a new one anyway";
    await says("restart", [name], `${name} ${again}`);
    await says("start", [name, "--now"], `${name} is awake at ${place.address}`);
    const first = await ask(place);
    await says("restart", [name], `${name} was restarted and is awake at ${place.address}`);
    const second = await ask(place);
    expect(second.pid).not.toBe(first.pid);
    await says("stop", [name], `${name} was stopped and ${asleep}`);
    await says("stop", [name], `${name} ${asleep}`);
    const third = await ask(place);
    expect(third.pid).not.toBe(second.pid);
    const listens = `\`rouse start '${name}'\` listens again`;
    await says("stop", [name, "--now"], `${name} is stopped: ${listens}`);
    await expect(connect(place.address)).rejects.toThrow(/ECONNREFUSED/);
    const status = await rouse("status", name);
    expect(status).toMatchObject({ code: 3, stderr: "" });
    expect(status.stdout).toContain(`${name}, of the ${scope}: stopped\n`);
    await says("restart", [name], `${name} ${asleep}`);
  });

  test.each(["unix", "udp"] as const)("stop puts to sleep, at a %s socket", async (kind) => {
    const name = `by ${kind}`;
    const place = placeOf(scope, name);
    const shown = kind === "udp" ? `udp:${place.address}` : place.address;
    await says("start", [name, "--now"], `${name} is awake at ${shown}`);
    const first = await ask(place);
    const asleep = `sleeps: the next client of ${shown} wakes it`;
    await says("stop", [name], `${name} was stopped and ${asleep}`);
    expect((await ask(place)).pid).not.toBe(first.pid);
  });

  test("restart under load refuses nobody", async () => {
    await rouse("start", "by tcp");
    const load = new Load(placeOf(scope, "by tcp"));
    for (const runs of [1, 2, 3]) {
      await until(() => load.pids.size >= runs);
      if (runs < 3) expect(await rouse("restart", "by tcp")).toMatchObject({ code: 0 });
    }
    await load.more(20);
    await load.stop();
    expect(load.errors).toEqual([]);
  });

  test("several at once, and none when one is not known", async () => {
    const unknown = await rouse("start", "twin", "lgo");
    expect(unknown.code).toBe(4);
    expect(unknown.stderr).toContain("no service 'lgo' that Rouse wrote: did you mean 'log'?\n");
    expect((await manager().show("twin.socket", "ActiveState")).ActiveState).toBe("inactive");
    const { code, stdout } = await rouse("start", "twin", "log", "twin", "--json");
    expect(code).toBe(0);
    const { services, problems } = JSON.parse(stdout);
    expect(problems).toEqual([]);
    expect(services).toMatchObject([
      { name: "twin", state: "asleep" },
      { name: "log", state: "asleep" },
    ]);
    await rouse("stop", "--now", "twin", "log");
  });

  test("what fails is told, and the others have their turn", async () => {
    await rouse("start", "log");
    const { code, stdout, stderr } = await rouse("start", "taken", "crash", "--now");
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    const [taken = "", crash = ""] = stderr.split("\n");
    expect(taken).toContain(`cannot listen on ${placeOf(scope, "log").address}: the service 'log'`);
    expect(crash).toMatch(/cannot start the program of 'crash': ended with status 1 at start/);
  });

  test("status tells who is connected, where, and what it said", async () => {
    await rouse("start", "log");
    const { address } = placeOf(scope, "log");
    const client = await connect(address);
    await until(async () => (await state("log")) === "awake");
    const { code, stdout, stderr } = await rouse("status", "log");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { localPort } = client;
    for (const line of [
      `log, of the ${scope}: awake`,
      "  why      1 connection from 127.0.0.1, awake for ",
      `  listens  ${address} (it), taken by the program`,
      `  clients  127.0.0.1:${localPort}, established, 0 bytes not read, 0 bytes not acknowledged`,
      `  program  ${[...serverPy, "tcp", address].join(" ")}, process `,
      "  sleeps   after 1h without a connection",
      "  wakes    1, the last client waited ",
      "  sandbox  no",
      `  units    log.service: active (running), static, ${manager().unitFolder}/log.service`.replace(
        /, [^,]*$/,
        "",
      ),
      "  made by  rouse add log",
    ]) {
      expect(stdout).toContain(`\n${line}`.replace(/^\nlog,/, "log,"));
    }
    const document = JSON.parse((await rouse("status", "log", "--json")).stdout);
    expect(document).toMatchObject({
      ...{ api_version: 1, name: "log", scope, state: "awake", connections: 1, sandboxed: false },
      clients: [{ host: "127.0.0.1", port: localPort, state: "established" }],
      sockets: [{ name: "it", address, adopted: true, listening: true }],
      units: [{ unit: "log.service", drop_ins: [] }, { unit: "log.socket" }],
    });
    client.destroy();
  });

  async function state(name: string): Promise<string> {
    return JSON.parse((await rouse("status", name, "--json")).stdout).state;
  }

  test("status tells of a program that listens elsewhere", async () => {
    await rouse("start", "elsewhere");
    await manager().systemctl("start", "--no-block", "elsewhere.service");
    const bound = placeOf(scope, "elsewhere").address;
    const look = async () => (await rouse("status", "elsewhere")).stdout;
    const text = await until(async () => {
      const shown = await look();
      return shown.includes("bypasses") && shown.includes("by the program, which") && shown;
    });
    expect(text).toMatch(new RegExp(`bypasses +${bound} \\(process \\d+\\): the program listens`));
    expect(text).toContain(`not taken by the program, which listens on ${bound}`);
    await manager().systemctl("kill", "--signal=KILL", "elsewhere.service");
  });

  test("logs become the journal of the service, and follow it", async () => {
    await rouse("start", "log", "--now");
    const said = async () => (await rouse("logs", "log")).stdout;
    const text = await until(async () => {
      const shown = await said();
      return shown.includes("]: ready\n") && shown;
    });
    if (scope === "user") expect(text).toContain("Listening on log.socket");
    const lines = (await rouse("logs", "log", "-n", "1", "--json")).stdout.trim().split("\n");
    expect(lines.map((line) => typeof JSON.parse(line).MESSAGE)).toEqual(["string"]);
    const argv = [node, `${checkout}/dist/cli/main.js`, "logs", "-f", "-n0", `--${scope}`, "log"];
    const follows = start(manager().insideArgv(argv), { cwd: "/" });
    await until(() => journalctlRuns());
    // journalctl runs before it has found the end of the journal, from which it follows.
    const isFollowed = async () => {
      await rouse("restart", "log");
      const end = performance.now() + 3000;
      const hasCome = () => follows.output.matches(/: ready$/).length > 0;
      await until(() => hasCome() || performance.now() > end);
      return hasCome();
    };
    await until(isFollowed, { what: "a line of the new run" });
    await follows.stop();
  });

  async function journalctlRuns(): Promise<boolean> {
    const { code } = await manager().inside(["pgrep", "-f", "^journalctl .*--follow"]);
    return code === 0;
  }
});

describe("a user", () => {
  test("says whose service is meant, where both have one", async () => {
    const { code, stderr } = await machine.user.rouse("stop", "twin");
    expect(code).toBe(125);
    expect(stderr).toBe(
      "rouse: there are two services 'twin', one of this user and one of the system: use --user or --system\n",
    );
  });

  test("sees the services of a manager that does not answer, and changes none", async () => {
    // A user reaches the manager of the system by D-Bus, which does not run there.
    const { code, stdout, stderr } = await machine.user.rouse("ls");
    expect([0, 3]).toContain(code); // 3: another service of this user has failed
    expect(stderr).toMatch(
      /^rouse: cannot reach the system service manager: [^\n]*rouse doctor[^\n]*\n$/,
    );
    expect(stdout).toMatch(/^NAME +SCOPE +STATE +/);
    expect(stdout).toMatch(
      /^twin +system +unknown .* the service manager cannot be asked: rouse doctor$/m,
    );
    expect(stdout).toMatch(/^twin +user +stopped /m);
    const stop = await machine.user.rouse("stop", "twin", "--system");
    expect(stop.code).toBe(125);
    expect(stop.stderr).toContain("cannot change services of the system as this user");
  });

  test("is told how to read the journal of the system", async () => {
    const { code, stdout, stderr } = await machine.user.rouse("logs", "log", "--system");
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toContain("cannot read the journal: it is closed to this user; let the group");
  });
});
