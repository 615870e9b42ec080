import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import type { Destination } from "./destination.js";
import { followLines } from "./follow-lines.js";

/** Handlers for the lines that come from there; a stream without a handler is our own. */
export interface LineHandlers {
  stdout?: (line: string) => void;
  stderr?: (line: string) => void;
}

interface RemoteOptions {
  /** ssh may ask for passwords and about unknown hosts; it does so on the terminal, never on stdin. */
  mayPrompt: boolean;
  onLine: LineHandlers;
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
  { mayPrompt, onLine, interrupted }: RemoteOptions,
): Promise<number> {
  const status = await runSsh(sshArgv(destination, args, mayPrompt), onLine, interrupted);
  const failed = {
    host: destination.text,
    ssh: ["ssh", ...destinationWords(destination)].join(" "),
  };
  if (status === sshFailed) throw new RouseError("HOST_UNREACHABLE", failed);
  if (status === notFound) throw new RouseError("HOST_WITHOUT_ROUSE", failed);
  return status;
}

/** ssh(1): ssh ends with the status of the command, or with 255 when ssh itself failed. */
const sshFailed = 255;
/** The status of a shell that does not find a command, and of env(1) that does not find a script's `node`. */
const notFound = 127;

function sshArgv(destination: Destination, args: readonly string[], mayPrompt: boolean): string[] {
  const batch = mayPrompt ? [] : ["-o", "BatchMode=yes"];
  return [
    "ssh",
    "-x",
    "-T",
    ...batch,
    ...destinationWords(destination),
    quoteCommand(["rouse", ...args]),
  ];
}

/** None of these words begins with a `-` of its user: parseDestination refuses that. */
function destinationWords({ user, host, port }: Destination): string[] {
  const target = user === undefined ? host : `${user}@${host}`;
  return port === undefined ? [target] : ["-p", String(port), target];
}

async function runSsh(
  [program = "", ...args]: string[],
  { stdout, stderr }: LineHandlers,
  interrupted: AbortSignal,
): Promise<number> {
  const child = spawn(program, args, { stdio: ["ignore", stdio(stdout), stdio(stderr)] });
  interrupted.addEventListener("abort", () => child.kill());
  if (child.stdout && stdout) followLines(child.stdout, stdout);
  if (child.stderr && stderr) followLines(child.stderr, stderr);
  return ended(child);
}

function stdio(handler: unknown): "pipe" | "inherit" {
  return handler === undefined ? "inherit" : "pipe";
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
