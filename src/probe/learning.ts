import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { parseLearnReport } from "../rouse-exec/parse-report.js";
import type { LearnReport } from "../rouse-exec/report.js";
import { requireRouseExec } from "../rouse-exec/require-rouse-exec.js";

/** A program under `rouse-exec --learn`. */
export interface Watched {
  /** The process of rouse-exec. */
  pid: number;
  /** Undefined until rouse-exec has written it. @throws REPORT_MALFORMED */
  report(): LearnReport | undefined;
  hasEnded(): boolean;
  /** Ends the program; resolves when none of its processes is left. */
  stop(): Promise<void>;
}

const stopTimeout = "5s";

/**
 * Starts a program whose report goes into `folder`, with these variables in its environment.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE
 */
export function startLearning(
  command: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Watched {
  const file = join(folder, "probe.json");
  const options = ["--learn", `--report=${file}`, `--stop-timeout=${stopTimeout}`];
  // It runs in a session of its own: Ctrl-C is for us.
  const child = spawn(requireRouseExec(), [...options, "--", ...command], {
    stdio: ["ignore", 2, 2],
    detached: true,
    env: { ...process.env, ...environment },
  });
  let ended = false;
  const end = new Promise<void>((resolve, reject) => {
    child.on("error", (cause) => reject(new RouseError("PROBE_FAILED", {}, { cause })));
    child.on("exit", () => {
      ended = true;
      resolve();
    });
  });
  end.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    report: () => readReport(file),
    hasEnded: () => ended || child.pid === undefined,
    stop() {
      if (!ended) child.kill("SIGTERM");
      return end;
    },
  };
}

function readReport(file: string): LearnReport | undefined {
  try {
    return parseLearnReport(readFileSync(file, "utf8"), file);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
