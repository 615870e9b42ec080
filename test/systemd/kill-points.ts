import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../harness/start.js";
import { checkout, node, type ServiceManager } from "./service-manager.js";

/** By these calls a command changes files, and begins to run systemctl(1): each is the end of a step. */
const calls: string[] = [
  ...["flock", "rename", "unlink", "unlinkat", "mkdir", "rmdir", "symlink", "fsync"],
  ...["fork", "vfork", "clone", "clone3"],
];

/** A point at which a command is killed: before it makes this call for the nth time. */
export interface KillPoint {
  call: string;
  nth: number;
}

/** How many points of each command are tried; all of 30 take some minutes. */
export const pointCount = Number(process.env.ROUSE_KILL_POINTS ?? 10);

/** Runs a command to its end, and returns as many points after it took the lock of the units, from first to last. */
export async function killPoints(
  manager: ServiceManager,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<KillPoint[]> {
  const log = join(manager.folder, `calls-${args.join("-").replace(/\W/g, "")}`);
  const options = ["-o", log, "-e", `trace=${calls.join(",")}`];
  const { code, stderr } = await traced(manager, options, args, env);
  if (code !== 0) throw new Error(`rouse ${args.join(" ")} ended with ${code}: ${stderr}`);
  const made: string[] = readFileSync(log, "utf8").match(/^\w+(?=\()/gm) ?? [];
  const points = made.map((call, index) => ({
    call,
    nth: made.slice(0, index + 1).filter((one) => one === call).length,
  }));
  const locked = points.slice(made.indexOf("flock") + 1);
  return Array.from({ length: pointCount }, (_, index) => {
    const at = Math.floor((index * locked.length) / pointCount);
    return locked[at] ?? { call: "flock", nth: 1 };
  });
}

/** Runs a command that SIGKILL ends at this point. */
export async function killAt(
  manager: ServiceManager,
  { call, nth }: KillPoint,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const inject = `inject=${call}:signal=SIGKILL:when=${nth}`;
  const options = ["-o", "/dev/null", "-e", `trace=${call}`, "-e", inject];
  const { code, signal, stdout } = await traced(manager, options, args, env);
  if (signal !== "SIGKILL" && code !== 137)
    throw new Error(`rouse ${args.join(" ")} was not killed at ${call} ${nth}: ${code} ${stdout}`);
}

function traced(
  manager: ServiceManager,
  options: readonly string[],
  args: readonly string[],
  env: Record<string, string>,
) {
  const rouse = [node, `${checkout}/dist/cli/main.js`, ...args];
  return run(manager.insideArgv(["strace", "-qq", ...options, ...rouse], env), { cwd: "/" });
}
