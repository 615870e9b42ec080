#!/usr/bin/env node
import { endStatus } from "./end-status.js";
import { listQuickly } from "./quick/list-quickly.js";
import { parseQuickList } from "./quick/parse-list.js";

async function main(args: string[]): Promise<number> {
  const quick = parseQuickList(args);
  if (quick !== undefined) return endStatus(listQuickly(quick));
  const { runCommand } = await import("./run-command.js");
  return endStatus(runCommand(args));
}

main(process.argv.slice(2)).then((status) => process.exit(status));
