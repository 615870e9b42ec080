import { RouseError } from "../../errors/rouse-error.js";
import { type StopOutcome, stopDaemon } from "../../local/client/stop-daemon.js";
import { say } from "../output/say.js";

/** @throws DAEMON_NOT_RUNNING, DAEMON_NOT_STOPPED */
export async function endDaemon(): Promise<void> {
  const found = await stopDaemon("rouse");
  if (found.outcome === "not-running") throw new RouseError("DAEMON_NOT_RUNNING", {});
  const [remaining] = found.remaining;
  if (remaining !== undefined) throw new RouseError("DAEMON_NOT_STOPPED", remaining);
  say(`rouse: ${describe(found)}`);
}

function describe({ ended, successor }: StopOutcome): string {
  const how = ended.map(
    ({ pid, by }) =>
      `process ${pid} ${by === "SIGKILL" ? "killed, since it did not end by itself" : "ended"}`,
  );
  const done = `the daemon is stopped: ${how.join(", ")}`;
  return successor === undefined
    ? done
    : `${done}; process ${successor.pid} was started in its place`;
}
