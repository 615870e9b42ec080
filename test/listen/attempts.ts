import type { Listening } from "../../src/index.js";
import { root } from "../harness/paths.js";
import { type Running, type StartOptions, start } from "../harness/start.js";

export interface Step {
  kind: "net" | "udp4" | "udp6" | "connection" | "fifo";
  options?: object;
  /** Closes the server before the next step. */
  close?: boolean;
  /** The same server listens a second time, with these options added. */
  again?: object;
}

/** What listen() gave, or the error it threw. */
export type Outcome = Partial<Listening> & {
  code?: string;
  errno?: string;
  message?: string;
  took?: boolean;
};

/** Passes descriptors of ours, by the name of each. The shell has the pid that the program then has. */
export function activateFds(
  fds: Record<string, number>,
  argv: readonly string[],
  { env, ...options }: Omit<StartOptions, "fds"> = {},
): Running {
  const told = {
    LISTEN_FDS: String(Object.keys(fds).length),
    LISTEN_FDNAMES: Object.keys(fds).join(":"),
  };
  const shell = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh"];
  return start([...shell, ...argv], {
    ...options,
    fds: Object.values(fds),
    env: { ...told, ...env },
  });
}

/** What comes of listening again and again in one process, on these sockets. */
export async function attempt(
  fds: Record<string, number>,
  steps: Step[],
  env: Record<string, string> = {},
): Promise<Outcome[]> {
  const program = `${root}/test/listen/programs/attempts.mjs`;
  const running = activateFds(fds, [process.execPath, program, JSON.stringify(steps)], { env });
  const { code } = await running.exit();
  if (code !== 0) throw new Error(`attempts.mjs ended with ${code}:\n${running.stderr}`);
  return JSON.parse(running.stdout);
}
