import { constants } from "node:os";
import { childProcess } from "../on-use.js";

/** How a program ended, and what it said. */
export interface Ended {
  /** 128 + N when signal N ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end; `input` is its stdin, after `timeoutMs` (0 is never) it gets SIGTERM. Rejects when it
 * cannot be started (ENOENT, EACCES).
 */
export function runProgram(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input = "",
  timeoutMs = 0,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { spawn } = childProcess();
    const stdin = input === "" ? "ignore" : "pipe";
    const child = spawn(program, args, {
      env,
      stdio: [stdin, "pipe", "pipe"],
      timeout: timeoutMs,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (data: Buffer) => out.push(data));
    child.stderr?.on("data", (data: Buffer) => err.push(data));
    child.on("error", reject);
    // Who ends without reading it says so by its status.
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
