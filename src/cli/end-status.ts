import { ExitStatus } from "../errors/exit-status.js";
import { type ErrorCode, RouseError } from "../errors/rouse-error.js";
import { failure } from "./exit-status.js";
import { say } from "./output/say.js";

/** The statuses by which `systemctl status` tells that something does not run, or is not known (LSB). */
const statuses: Partial<Record<ErrorCode, number>> = {
  DOCTOR_FOUND: 1,
  DAEMON_NOT_RUNNING: 3,
  SERVICE_UNKNOWN: 4,
  UNIT_UNKNOWN: 4,
};

/** Waits for a command, says its error in one line, and returns its exit status. */
export async function endStatus(command: Promise<void>): Promise<number> {
  try {
    await command;
    return 0;
  } catch (error) {
    if (error instanceof ExitStatus) return error.status;
    say(`rouse: ${oneLine(error)}`);
    return (error instanceof RouseError && statuses[error.code]) || failure;
  }
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, " ");
}
