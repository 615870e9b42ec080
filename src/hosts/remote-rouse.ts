import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import type { Destination } from "./destination.js";
import { followLines } from "./follow-lines.js";

/** Takers of the lines that come from there; a stream that nobody takes is ours. */
export interface Takers {
  stdout?: (line: string) => void;
  stderr?: (line: string) => void;
}

export interface RemoteOptions {
  /** ssh may ask for passwords and about unknown hosts; it does so at the terminal, never at stdin. */
  mayAsk: boolean;
  take: Takers;
  /** Ends ssh. */
  interrupted: AbortSignal;
}

/**
 * Runs `rouse ARGS` on another machine, to its end.
 * @returns its exit status; 128 + N when signal N ended ssh
 * @throws SSH_MISSING, HOST_UNREACHABLE, HOST_WITHOUT_ROUSE
 */
export async function runRemoteRouse(
  destination: Destination,
  args: readonly string[],
  { mayAsk, take, interrupted }: RemoteOptions,
): Promise<number> {
  const status = await runSsh(sshArgv(destination, args, mayAsk), take, interrupted);
  const failed = { host: destination.text, ssh: ["ssh", ...way(destination)].join(" ") };
  if (status === sshFailed) throw new RouseError("HOST_UNREACHABLE", failed);
  if (status === notFound) throw new RouseError("HOST_WITHOUT_ROUSE", failed);
  return status;
}

/** ssh(1): it ends with the status of the command, or with 255 when it failed itself. */
const sshFailed = 255;
/** What a shell says of a command that it does not find, and env(1) of the `node` of a script. */
const notFound = 127;

function sshArgv(destination: Destination, args: readonly string[], mayAsk: boolean): string[] {
  const batch = mayAsk ? [] : ["-o", "BatchMode=yes"];
  return ["ssh", "-x", "-T", ...batch, ...way(destination), quoteCommand(["rouse", ...args])];
}

/** No part of it begins with a `-`: parseDestination refuses that. */
function way({ user, host, port }: Destination): string[] {
  const place = user === undefined ? host : `${user}@${host}`;
  return port === undefined ? [place] : ["-p", String(port), place];
}

async function runSsh(
  [program = "", ...args]: string[],
  { stdout, stderr }: Takers,
  interrupted: AbortSignal,
): Promise<number> {
  const child = spawn(program, args, { stdio: ["ignore", stdio(stdout), stdio(stderr)] });
  interrupted.addEventListener("abort", () => child.kill());
  if (child.stdout && stdout) followLines(child.stdout, stdout);
  if (child.stderr && stderr) followLines(child.stderr, stderr);
  return ended(child);
}

function stdio(taker: unknown): "pipe" | "inherit" {
  return taker === undefined ? "inherit" : "pipe";
}

async function ended(child: ChildProcess): Promise<number> {
  const result: Promise<[number | null, NodeJS.Signals | null]> = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve([code, signal]));
  });
  try {
    const [code, signal] = await result;
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause;
    throw new RouseError("SSH_MISSING", {}, { cause });
  }
}
