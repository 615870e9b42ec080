#!/usr/bin/env node
import { endStatus } from "./end-status.js";
import { listQuickly } from "./quick/list-quickly.js";
import { parseQuickList } from "./quick/parse-list.js";

async function main(args: string[]): Promise<number> {
  const quick = parseQuickList(args);
  if (quick !== undefined) return endStatus(listQuickly(quick));
  // Before the option parser is loaded, which opens more; a static import would come after it in the bundle.
  await import("../sys/descriptors/descriptors-at-start.js");
  const { runCommand } = await import("./run-command.js");
  return endStatus(runCommand(args));
}

main(process.argv.slice(2)).then((status) => process.exit(status));
