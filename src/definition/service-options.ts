import type { BusyDefinition } from "./parse-busy.js";
import type { OneOfDefinition } from "./parse-one-of.js";
import type { ReadyDefinition } from "./parse-ready.js";
import type { RuleDefinitions } from "./parse-rules.js";
import type { SleepDefinition } from "./parse-sleep.js";
import type { StopDefinition } from "./parse-stop.js";
import type { UseDefinition } from "./parse-use.js";

/** An option of a service that rouse-exec has too, as help, completion and `rouse edit --set` show it. */
export interface ServiceOption {
  /** `ready-check-interval` */
  name: string;
  /** What stands for its value: `SPAN`. */
  value: string;
  isRepeated?: boolean;
  /** Its line in --help. `program` is what that calls the program, and `usual` its default where that is another one. */
  help(program: string, usual?: string): string;
  /** Its line in completion. */
  hint: string;
}

/** A row for each part of a definition. */
type ServiceOptions<D> = { readonly [K in keyof Required<D>]: ServiceOption };

export const readyOptions = {
  checks: {
    name: "ready-check",
    value: "CHECK",
    isRepeated: true,
    help: (program, usual) =>
      `keep clients waiting until ${program} passes CHECK, see below; may be repeated, then all must pass` +
      (usual === undefined ? "" : ` (default: ${usual})`),
    hint: "keep clients waiting until the program passes this check",
  },
  interval: {
    name: "ready-check-interval",
    value: "SPAN",
    help: () => "try a check again after SPAN (default: after 50ms at first, after 1s at last)",
    hint: "how often it is checked",
  },
  passes: {
    name: "ready-check-passes",
    value: "COUNT",
    help: () =>
      "how often a check must pass in a row (default 1); more than once for a server with workers",
    hint: "how often in a row it passes",
  },
  timeout: {
    name: "ready-check-timeout",
    value: "SPAN",
    help: (_, usual = "15min") =>
      `let clients wait for the checks no longer than SPAN (default ${usual}; 0: without end)`,
    hint: "how long clients wait",
  },
  otherwise: {
    name: "ready-check-else",
    value: "ACTION",
    help: (program) =>
      `what comes after that time: stop ends ${program} as one that failed (the default), open lets its clients in`,
    hint: "what happens then: stop or open",
  },
} as const satisfies ServiceOptions<ReadyDefinition>;

const useOptions = {
  quietAfter: {
    name: "quiet-after",
    value: "SPAN",
    help: (program) =>
      `a TCP connection on which no byte has moved for SPAN does not keep ${program} awake, unless its client waits for an answer`,
    hint: "TCP connections on which no byte moves for so long do not keep it awake",
  },
  ignoredClients: {
    name: "ignore-clients",
    value: "WHOSE",
    isRepeated: true,
    help: (program) =>
      `whose connections do not keep ${program} awake: a network (10.0.0.0/8, fd00::1), uid:N or unit:NAME; may be repeated`,
    hint: "whose connections do not keep the program awake",
  },
} as const satisfies ServiceOptions<UseDefinition>;

const busyOptions = {
  cpu: {
    name: "busy-cpu",
    value: "PERCENT",
    help: (program) => `keep ${program} awake while it uses PERCENT of a processor or more`,
    hint: "awake while it uses so much of a processor",
  },
  check: {
    name: "busy-check",
    value: "COMMAND",
    help: (program) =>
      `keep ${program} awake while this command, which /bin/sh runs, ends with status 0`,
    hint: "awake if this command ends with status 0",
  },
  file: {
    name: "busy-file",
    value: "PATH",
    help: (program) => `keep ${program} awake while this file exists`,
    hint: "awake while this file exists",
  },
  hours: {
    name: "awake",
    value: "HOURS",
    isRepeated: true,
    help: (program) =>
      `keep ${program} awake in these hours, as 'Mon..Fri 09:00-18:00', in local time, and start it when they begin; may be repeated`,
    hint: "awake in these hours",
  },
  minAwake: {
    name: "min-awake",
    value: "SPAN",
    help: (program) => `keep ${program} awake for SPAN after each start`,
    hint: "awake for so long after each start",
  },
} as const satisfies ServiceOptions<BusyDefinition>;

const sleepOptions = {
  how: {
    name: "sleep",
    value: "HOW",
    help: (program) =>
      `how ${program} sleeps: stop ends it (the default); freeze has it stand still with its memory in swap, and the next client continues it within milliseconds`,
    hint: "stop the program, or freeze it",
  },
  freezeFor: {
    name: "freeze-for",
    value: "SPAN",
    help: (program) =>
      `with --sleep freeze: stop ${program} when it has been frozen for SPAN (default: never)`,
    hint: "stop a program that has been frozen for so long",
  },
} as const satisfies ServiceOptions<SleepDefinition>;

const stopOptions = {
  timeout: {
    name: "stop-timeout",
    value: "SPAN",
    help: (program, usual = "90s") =>
      `kill ${program} SPAN after the stop signal (default ${usual}; 0: never)`,
    hint: "kill the program so long after the stop signal",
  },
  signal: {
    name: "stop-signal",
    value: "SIGNAL",
    help: (program) => `how to stop ${program} (default SIGTERM); nginx needs QUIT`,
    hint: "how to stop the program",
  },
  signalTo: {
    name: "stop-signal-to",
    value: "WHOM",
    help: (program) =>
      `whom to signal: program, the process that was started (the default), or all, each process of ${program}, where that passes no signals on (unshare -f, strace -o)`,
    hint: `whom to signal: program or all`,
  },
} as const satisfies ServiceOptions<StopDefinition>;

const oneOfOptions = {
  group: {
    name: "one-of",
    value: "GROUP",
    help: (program) =>
      `never run ${program} beside another service of GROUP: its clients wait until that one sleeps, which it does as soon as it is not in use`,
    hint: "never run it beside another one of this group",
  },
  maxWait: {
    name: "max-wait",
    value: "SPAN",
    help: () =>
      "with --one-of: after SPAN, have the service that this one waits for stopped although it is in use (default: never)",
    hint: "have one that is in use stopped after this time",
  },
} as const satisfies ServiceOptions<OneOfDefinition>;

/** The options of what a service does once it is ready, by subject. */
export const ruleTables = {
  use: useOptions,
  busy: busyOptions,
  sleep: sleepOptions,
  stop: stopOptions,
  turn: oneOfOptions,
} as const satisfies {
  [K in keyof RuleDefinitions]-?: ServiceOptions<NonNullable<RuleDefinitions[K]>>;
};

/** What commander makes of the options of a table. */
export type OptionsOf<T extends Record<string, ServiceOption>> = {
  -readonly [K in keyof T as OptionKey<T[K]["name"]>]?: T[K] extends { isRepeated: true }
    ? readonly string[]
    : string;
};

/** `stop-signal-to` is stopSignalTo. */
type OptionKey<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<OptionKey<Rest>>}`
  : Name;
