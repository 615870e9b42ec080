import { statSync } from "node:fs";
import { dirname } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import { runProgram } from "../../../sys/programs/run-program.js";
import type { ServicePlan } from "../../../units/plan-types.js";

/**
 * Throws when the user that a program will run as cannot reach the program or its folder: it would fail at its first
 * client, where nobody looks.
 * @throws USER_UNKNOWN, PATH_UNREACHABLE
 */
export async function requireReachable(plan: ServicePlan): Promise<void> {
  if (plan.scope === "user" || (plan.runAs === undefined && plan.sandbox === undefined)) return;
  const user = plan.runAs === undefined ? nobody : await readUser(plan.runAs);
  const [program = ""] = plan.command;
  const paths = [plan.rouseExec, program, plan.workingDirectory];
  for (const path of paths) requireAccess(path, user, plan.runAs);
}

interface User {
  uid: number;
  gids: readonly number[];
}

/** The user that DynamicUser=yes makes up owns nothing. */
const nobody: User = { uid: -1, gids: [] };

/** Asks id(1) for the numbers of a user. @throws USER_UNKNOWN */
export async function readUser(name: string): Promise<User> {
  const uid = await runProgram(["id", "-u", "--", name]);
  if (uid.code !== 0) throw new RouseError("USER_UNKNOWN", { user: name });
  const { stdout } = await runProgram(["id", "-G", "--", name]);
  return { uid: Number(uid.stdout), gids: stdout.trim().split(" ").map(Number) };
}

/** Throws when a user may not enter a path, or a folder above it. @throws PATH_UNREACHABLE */
export function requireAccess(path: string, user: User, runAs: string | undefined): void {
  const closed = [path, ...foldersAbove(path)].reverse().find((one) => !mayEnter(one, user));
  if (closed === undefined) return;
  const shown = runAs === undefined ? "the temporary user of --sandbox" : `the user '${runAs}'`;
  throw new RouseError("PATH_UNREACHABLE", { path, user: shown, closed });
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/**
 * Judges by the mode alone: an access list (acl(5)) that lets this user in is not seen. What is not there yet is our
 * copy of rouse-exec, which all may run.
 */
function mayEnter(path: string, { uid, gids }: User): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || uid === 0) return true;
  const { mode, uid: owner, gid } = found;
  if (uid === owner) return (mode & 0o100) !== 0;
  if (gids.includes(gid)) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
