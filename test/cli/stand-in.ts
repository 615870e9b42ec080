import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { root, rouse } from "../harness/paths.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export const node = process.execPath;

/** A program for ROUSE_EXEC_PATH that keeps what it was given, to be read from /proc. */
export function standIn(): string {
  const path = join(tempDir(), "rouse-exec");
  copyFileSync(join(root, "test/cli/programs/stand-in.sh"), path);
  chmodSync(path, 0o755);
  return path;
}

export interface StoodIn {
  running: Running;
  /** Of the stand-in, which may have shells above it. */
  pid: number;
  argv: string[];
}

/** Runs a command that leads to `rouse listen`, up to the point where it has become the stand-in. */
export async function startStandIn(
  command: readonly string[],
  options: StartOptions = {},
): Promise<StoodIn> {
  const env = { ROUSE_EXEC_PATH: standIn(), ...options.env };
  const running = start(command, { ...options, env });
  await running.line(/^ready$/);
  const [, pid] = await running.line(/^pid (\d+)$/);
  const argv = running.output
    .matches(/^argument (.*)$/)
    .map(([, argument = ""]) => argument.replaceAll("\u0001", "\n"));
  return { running, pid: Number(pid), argv };
}

/** For `sh -c`: the shell stays above the command, as it does above all but the last one. */
export function shellLine(before: string, ...command: string[]): string[] {
  return ["sh", "-c", `${before} "$@"; exit $?`, "sh", ...command];
}

export const listen = [node, rouse, "listen"];

/** Asks for something that is right, where the question is what becomes of the process. */
export const asks = [...listen, "8080", "--", "server"];
