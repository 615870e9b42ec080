import type { RouseExecCommand } from "../rouse-exec/command-line.js";
import type { ForegroundDefinition } from "./definition.js";
import { findGroups } from "./find-groups.js";
import { parseIdle } from "./idle-time.js";
import { parseReady } from "./parse-ready.js";
import { parseRules } from "./parse-rules.js";
import { parseAddresses, parseMaps } from "./parse-sockets.js";

/**
 * Plans a rouse-exec that makes the sockets itself and starts the program at the first connection.
 * @throws a sentence for every word that cannot be read
 */
export async function planForeground({
  listen,
  maps = [],
  idle: span,
  ready = {},
  rules = {},
  withoutGuards = [],
  command,
}: ForegroundDefinition): Promise<RouseExecCommand> {
  const addresses = parseAddresses(listen);
  const parsed = parseMaps(maps, addresses);
  const idle = parseIdle(span);
  const numbered = await findGroups(addresses);
  return {
    ...{ addresses: numbered, maps: parsed, lazy: true, idle, withoutGuards },
    ...{ readiness: parseReady(ready, addresses), rules: parseRules(rules, idle), command },
  };
}
