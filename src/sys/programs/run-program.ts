import { constants } from "node:os";
import { childProcess } from "../lazy-node-modules.js";

/** How a program ended, and what it wrote. */
export interface ProgramResult {
  /** 128 + N when signal N ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end, with `input` as its stdin; it gets SIGTERM after `timeoutMs` (0: never), and inherits
 * `descriptors`. Rejects when the program cannot be started (ENOENT, EACCES).
 */
export function runProgram(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input = "",
  timeoutMs = 0,
  descriptors: readonly number[] = [],
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const { spawn } = childProcess();
    const stdin = input === "" ? "ignore" : "pipe";
    const child = spawn(program, args, {
      env,
      stdio: [stdin, "pipe", "pipe", ...descriptors],
      timeout: timeoutMs,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (data: Buffer) => out.push(data));
    child.stderr?.on("data", (data: Buffer) => err.push(data));
    child.on("error", reject);
    // A program that ends without reading its input reports that by its status.
    child.stdin?.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") reject(error);
    });
    child.stdin?.end(input);
    child.on("close", (code, signal) => {
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(err).toString();
      resolve({ code: code ?? 128 + signalNumber(signal), stdout, stderr });
    });
  });
}

/** Returns the last line of what a program said, which mostly says why it failed; empty where it said nothing. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}
