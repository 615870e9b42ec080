import { join } from "node:path";
import { node } from "../cli/stand-in.js";
import { program, rouse as rousePath } from "../harness/paths.js";
import { type Report, reportWhere } from "../harness/report.js";
import { type Running, run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const patience = { deadlineMs: 60_000 };

/** A service of `rouse listen --name web`, of a user without other services. */
export interface Foreground {
  running: Running;
  /** The file of its report. */
  report: string;
  reported(isIt: (report: Report) => boolean): Promise<Report>;
  rouse(...words: string[]): Promise<string>;
  /** What `rouse ls` says. */
  listed(): Promise<{ state: string; why: string; sleeps_at: string | null }>;
}

export async function startForeground(
  listen: readonly string[],
  command: readonly string[],
  more: Record<string, string> = {},
): Promise<Foreground> {
  const [config, runtime] = [tempDir(), tempDir()];
  const env = {
    ...{ XDG_CONFIG_HOME: config, XDG_RUNTIME_DIR: runtime },
    ...{ DBUS_SESSION_BUS_ADDRESS: undefined, ...more },
  };
  const words = ["listen", ...listen, "--name", "web", "--", ...command];
  const running = start([node, rousePath, ...words], { env });
  await running.line(/^rouse: holding /, patience);
  const rouse = async (...more: string[]) =>
    (await run([node, rousePath, ...more], { env, ...patience })).stdout;
  const report = join(runtime, "rouse/web.json");
  return {
    ...{ running, report, rouse },
    reported: (isIt) => reportWhere(report, isIt, patience),
    listed: async () => JSON.parse(await rouse("ls", "--json")).services[0],
  };
}

/** A service whose program takes steps from its standard input (ready-steps.py), once its first client is there. */
export async function startSteps(
  listen: readonly string[],
): Promise<Foreground & { take(steps: string): Promise<void> }> {
  const foreground = await startForeground(listen, ["python3", "-B", program("ready-steps.py")]);
  let lines = 0;
  return {
    ...foreground,
    async take(steps) {
      foreground.running.stdin?.write(`${steps}\n`);
      await foreground.running.line(/^did it at /, { ...patience, nth: ++lines });
    },
  };
}
