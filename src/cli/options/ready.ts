import type { ReadyDefinition } from "../../definition/parse-ready.js";
import { type OptionsOf, readyOptions } from "../../definition/service-options.js";
import { definitionOf } from "./rules.js";

/** What clients wait for while the program starts, as typed. */
export type ReadyOptions = OptionsOf<typeof readyOptions>;

export function readyOf(options: ReadyOptions): ReadyDefinition {
  return definitionOf<ReadyDefinition>(readyOptions, options);
}

/** Explains CHECK below the options of every command that takes it. */
export const checkHelp = `CHECK is one of
  http:/health         a GET of this path is answered by 2xx or 3xx
  tcp                  a connection is accepted
  exec:pg_isready      this command, which /bin/sh runs, ends with status 0
  notify               COMMAND says READY=1 to its service manager
Behind a path or tcp, ,socket=N asks another socket than the first, by its name or address; behind a
path, ,host=H is the Host of the request. A command has ROUSE_CHECK_ADDRESS, ROUSE_CHECK_HOST and
ROUSE_CHECK_PORT.`;
