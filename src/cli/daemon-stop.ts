import { stopDaemon } from "../local/stop-daemon.js";
import type { DaemonOptions } from "./daemon-commands.js";
import { say } from "./say.js";

/** @throws DAEMON_NOT_RUNNING, DAEMON_NOT_STOPPED */
export async function endDaemon(_: DaemonOptions): Promise<void> {
  const outcome = await stopDaemon("rouse");
  say(`rouse: ${JSON.stringify(outcome)}`);
}
