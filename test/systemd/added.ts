import { readTree } from "../convert/debian.js";
import { run } from "../harness/start.js";
import { until } from "../harness/until.js";
import type { Place } from "./places.js";
import { checkout, node, type ServiceManager } from "./service-manager.js";

export const scopes = ["system", "user"] as const;
export const serverPy = ["/usr/bin/python3", `${checkout}/test/programs/server.py`];
const rouse = [node, `${checkout}/dist/cli/main.js`];

export interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `rouse …` next to the units, with more in its environment. */
export async function rouseIn(
  manager: ServiceManager,
  env: Record<string, string>,
  ...args: string[]
): Promise<Said> {
  const argv = manager.insideArgv([...rouse, ...args], env);
  const { code, stdout, stderr } = await run(argv, { cwd: "/" });
  return { code, stdout, stderr };
}

/** The ADDR of a place. */
export function listenOf({ kind, address }: Place): string {
  return kind === "udp" ? `udp:${address}` : address;
}

/** `rouse add` with server.py at `place`; it goes with the machine. What it printed. */
export async function addServer(
  manager: ServiceManager,
  name: string,
  place: Place,
  ...options: string[]
): Promise<string> {
  const server = [...serverPy, place.kind, place.address];
  return addCommand(manager, name, ["--listen", listenOf(place), ...options], server);
}

export async function addCommand(
  manager: ServiceManager,
  name: string,
  options: readonly string[],
  command: readonly string[],
): Promise<string> {
  const { code, stdout, stderr } = await manager.rouse("add", name, ...options, "--", ...command);
  if (code !== 0) throw new Error(`rouse add ${name} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** What rouse-exec renames to its report as soon as it has written it. */
const draft = /\.[0-9a-f]{16}\.new /;

/** Everything that a service could leave: files, links and folders, and units in the memory of the manager. */
export async function traces(manager: ServiceManager): Promise<string> {
  const runtime = manager.scope === "user" ? `/run/user/${manager.uid}` : "/run";
  const folders = [manager.unitFolder, `${runtime}/rouse`, `${runtime}/systemd/transient`];
  const find = `find ${folders.join(" ")} /run/private ! -name '*.json.lock' -printf '%y %m %p %l\\n' 2>/dev/null`;
  const list = "list-units --all --plain --no-legend --full --type=socket,service";
  const names = `systemctl --${manager.scope} ${list} | awk '{ print $1, $2 }'`;
  const look = async () => {
    const { stdout } = await manager.inside(["sh", "-c", `{ ${find}; ${names}; } | sort`]);
    return !draft.test(stdout) && stdout;
  };
  return until(look, { everyMs: 50, what: "no draft of a report to be there" });
}

/** The same, with what is in the files. */
export async function stateOf(manager: ServiceManager): Promise<object> {
  return { files: readTree(manager.unitFolder), traces: await traces(manager) };
}

/** The service ended by itself, and its socket listens. */
export async function whenAsleep(manager: ServiceManager, stem: string): Promise<void> {
  const isAsleep = async () => {
    const { ActiveState } = await manager.show(`${stem}.service`, "ActiveState");
    return ActiveState === "inactive";
  };
  await until(isAsleep, { everyMs: 300, what: `${stem} to sleep` });
}
