#!/usr/bin/env node
import "../sys/descriptors-at-start.js";

import { askUnits } from "../engines/systemd/ask-units.js";
import { type ErrorCode, RouseError } from "../errors.js";
import { ExitStatus, failure } from "./exit-status.js";
import { parseQuickList, scopesOf } from "./list-options.js";
import { say } from "./say.js";

/** As `systemctl status` says that something does not run, or is not known (LSB). */
const statuses: Partial<Record<ErrorCode, number>> = {
  DOCTOR_FOUND: 1,
  DAEMON_NOT_RUNNING: 3,
  SERVICE_UNKNOWN: 4,
  UNIT_UNKNOWN: 4,
};

/** What stands behind the first `--` is a command for others and no business of the option parser. */
function splitCommand(args: string[]): [own: string[], command: string[] | undefined] {
  const dashes = args.indexOf("--");
  return dashes === -1 ? [args, undefined] : [args.slice(0, dashes), args.slice(dashes + 1)];
}

async function main(args: string[]): Promise<number> {
  try {
    await run(...splitCommand(args));
    return 0;
  } catch (error) {
    if (error instanceof ExitStatus) return error.status;
    say(`rouse: ${oneLine(error)}`);
    return (error instanceof RouseError && statuses[error.code]) || failure;
  }
}

async function run(own: string[], command: string[] | undefined): Promise<void> {
  const quick = command === undefined ? parseQuickList(own) : undefined;
  if (quick !== undefined) {
    const asked = askUnits(scopesOf(quick));
    const { list } = await import("./ls.js");
    return list(asked, quick);
  }
  const { runCommand } = await import("./run-command.js");
  await runCommand(own, command);
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, " ");
}

process.exit(await main(process.argv.slice(2)));
