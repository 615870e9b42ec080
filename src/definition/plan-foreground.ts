import type { RouseExecCommand } from "../rouse-exec/command-line.js";
import type { ForegroundDefinition } from "./definition.js";
import { findGroups } from "./find-groups.js";
import { parseIdle } from "./idle-time.js";
import { parseReady } from "./parse-ready.js";
import { parseSleep } from "./parse-sleep.js";
import { parseAddresses, parseMaps } from "./parse-sockets.js";
import { parseStop } from "./parse-stop.js";

/**
 * Plans a rouse-exec that makes the sockets itself and starts the program at the first connection.
 * @throws a sentence for every word that cannot be read
 */
export async function planForeground({
  listen,
  maps = [],
  idle: span,
  ready = {},
  sleep = {},
  stop = {},
  withoutGuards = [],
  command,
}: ForegroundDefinition): Promise<RouseExecCommand> {
  const addresses = parseAddresses(listen);
  const parsed = parseMaps(maps, addresses);
  const numbered = await findGroups(addresses);
  const idle = parseIdle(span);
  return {
    ...{ addresses: numbered, maps: parsed, lazy: true, idle, withoutGuards },
    ...{
      sleep: parseSleep(sleep, idle),
      readiness: parseReady(ready, addresses),
      stop: parseStop(stop),
      command,
    },
  };
}
