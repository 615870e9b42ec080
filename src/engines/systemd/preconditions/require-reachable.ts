import { statSync } from "node:fs";
import { dirname } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import { runProgram } from "../../../sys/programs/run-program.js";
import type { ServicePlan } from "../../../units/types.js";

/**
 * Throws when the program, or its folder, cannot be reached by the user it will run as: it would fail at its first
 * client, where nobody looks.
 * @throws USER_UNKNOWN, PATH_UNREACHABLE
 */
export async function requireReachable(plan: ServicePlan): Promise<void> {
  if (plan.scope === "user" || (plan.runAs === undefined && plan.sandbox === undefined)) return;
  const who = plan.runAs === undefined ? nobody : await readUser(plan.runAs);
  const [program = ""] = plan.command;
  const paths = [plan.rouseExec, program, plan.workingDirectory];
  for (const path of paths) requireOpen(path, who, plan.runAs);
}

interface Who {
  uid: number;
  gids: readonly number[];
}

/** The user that DynamicUser=yes makes up owns nothing. */
const nobody: Who = { uid: -1, gids: [] };

export async function readUser(user: string): Promise<Who> {
  const uid = await runProgram(["id", "-u", "--", user]);
  if (uid.code !== 0) throw new RouseError("USER_UNKNOWN", { user });
  const { stdout } = await runProgram(["id", "-G", "--", user]);
  return { uid: Number(uid.stdout), gids: stdout.trim().split(" ").map(Number) };
}

export function requireOpen(path: string, who: Who, runAs: string | undefined): void {
  const closed = [path, ...foldersAbove(path)].reverse().find((one) => !mayEnter(one, who));
  if (closed === undefined) return;
  const user = runAs === undefined ? "the user that --sandbox makes up" : `the user '${runAs}'`;
  throw new RouseError("PATH_UNREACHABLE", { path, user, closed });
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/** By the mode alone: an access list (acl(5)) that lets this user in is not seen. */
function mayEnter(path: string, { uid, gids }: Who): boolean {
  const { mode, uid: owner, gid } = statSync(path);
  if (uid === 0) return true;
  if (uid === owner) return (mode & 0o100) !== 0;
  if (gids.includes(gid)) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
