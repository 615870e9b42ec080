import { Option } from "commander";
import type { ReadyDefinition } from "../../definition/parse-ready.js";
import { collect } from "./collect-values.js";

/** What clients wait for while the program starts, as typed. */
export interface ReadyOptions {
  readyCheck?: readonly string[];
  readyCheckInterval?: string;
  readyCheckPasses?: string;
  readyCheckTimeout?: string;
  readyCheckElse?: string;
}

/** `usual` is what is checked where nothing is given. */
export function readyCheck(program = "COMMAND", usual?: string): Option {
  const otherwise = usual === undefined ? "" : ` (default: ${usual})`;
  return new Option(
    "--ready-check <CHECK>",
    `keep clients waiting until ${program} passes CHECK, see below; may be\nrepeated, then all must pass${otherwise}`,
  ).argParser(collect);
}

export function readyCheckInterval(): Option {
  return new Option(
    "--ready-check-interval <SPAN>",
    "try again after SPAN (default: after 50ms at first, 1s at last)",
  );
}

export function readyCheckPasses(): Option {
  return new Option(
    "--ready-check-passes <COUNT>",
    "how often in a row (default 1), for a server with workers",
  );
}

export function readyCheckTimeout(usual = "15min"): Option {
  return new Option(
    "--ready-check-timeout <SPAN>",
    `do not wait longer than SPAN (default ${usual}; 0: without end)`,
  );
}

export function readyCheckElse(program = "COMMAND"): Option {
  return new Option(
    "--ready-check-else <ACTION>",
    `stop: then end ${program} as one that failed (the default);\nopen: let its clients in`,
  );
}

export function readyOf({
  readyCheck: checks,
  readyCheckInterval: interval,
  readyCheckPasses: passes,
  readyCheckTimeout: timeout,
  readyCheckElse: otherwise,
}: ReadyOptions): ReadyDefinition {
  return { checks, interval, passes, timeout, otherwise };
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
