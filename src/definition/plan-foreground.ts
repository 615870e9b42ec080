import type { RouseExecCommand } from "../rouse-exec/command-line.js";
import type { ForegroundDefinition } from "./definition.js";
import { findGroups } from "./find-groups.js";
import { parseIdle } from "./idle-time.js";
import { parseOneOf } from "./parse-one-of.js";
import { parseReady } from "./parse-ready.js";
import { parseAddresses, parseMaps } from "./parse-sockets.js";
import { parseStop } from "./parse-stop.js";

/**
 * Plans a rouse-exec that makes the sockets itself and starts the program at the first connection.
 * @throws a sentence for every word that cannot be read
 */
export async function planForeground({
  listen,
  maps = [],
  idle,
  ready = {},
  stop = {},
  oneOf = {},
  withoutGuards = [],
  command,
}: ForegroundDefinition): Promise<RouseExecCommand> {
  const addresses = parseAddresses(listen);
  const parsed = parseMaps(maps, addresses);
  const numbered = await findGroups(addresses);
  return {
    ...{ addresses: numbered, maps: parsed, lazy: true, idle: parseIdle(idle), withoutGuards },
    ...{
      readiness: parseReady(ready, addresses),
      stop: parseStop(stop),
      turn: parseOneOf(oneOf),
      command,
    },
  };
}
