import { rmSync } from "node:fs";
import { RouseError } from "../../errors/rouse-error.js";
import type { EngineVerb, HeldService } from "../engine.js";
import { type Foreground, readForeground, surveyOf } from "./survey-foreground.js";

/**
 * Returns the service of `rouse listen --name NAME`, unless it has ended; `others` are the report files of services with
 * units.
 */
export function findForeground(name: string, others: ReadonlySet<string>): HeldService | undefined {
  const found = readForeground(others).found.find(({ report }) => report.name === name);
  if (found === undefined) return undefined;
  return found.runs ? holdForeground(found) : holdLost(found);
}

/** Holds what is left of a service whose rouse-exec was killed: its report, and the lock of that. */
function holdLost(foreground: Foreground): HeldService {
  const { name, pid } = foreground.report;
  const next = `its rouse-exec (process ${pid}) was killed; start it again with \`rouse listen --name\``;
  const refuse = (verb: EngineVerb): never => {
    throw new RouseError("SERVICE_UNKNOWN", { name, attempt: refusals[verb].attempt, next });
  };
  return {
    ...holdForeground(foreground),
    requireVerb: (verb) => (verb === "rm" ? undefined : refuse(verb)),
    start: async () => refuse("start"),
    stop: async () => refuse("stop"),
    restart: async () => refuse("restart"),
    remove: async (dryRun) => {
      const files = [foreground.file, `${foreground.file}.lock`];
      if (!dryRun) for (const file of files) rmSync(file, { force: true });
      return { changes: [], left: [] };
    },
    logs: async () => refuse("logs"),
  };
}

/** rouse-exec has no control channel yet: once it holds the sockets, a signal can end it, and nothing else. */
function holdForeground(foreground: Foreground): HeldService {
  const { name, pid } = foreground.report;
  const refuse = (verb: EngineVerb): never => {
    const { attempt, next } = refusals[verb];
    const runs = `it runs in the foreground (\`rouse listen\`, process ${pid})`;
    throw new RouseError("SERVICE_UNKNOWN", { name, attempt, next: `${runs}${next(pid)}` });
  };
  return {
    ...{ name, scope: "foreground", service: undefined },
    requireVerb: refuse,
    start: async () => refuse("start"),
    stop: async () => refuse("stop"),
    restart: async () => refuse("restart"),
    remove: async () => refuse("rm"),
    survey: () => surveyOf([foreground]),
    inspect: async () => ({ details: undefined, log: [], problems: [] }),
    logs: async () => refuse("logs"),
  };
}

interface Refusal {
  attempt: string;
  /** What follows "it runs in the foreground". */
  next(pid: number): string;
}

const refusals: Record<EngineVerb, Refusal> = {
  start: {
    attempt: "start",
    next: () => " and listens already: the next client starts its program",
  },
  stop: { attempt: "stop", next: (pid) => `; ${endIt(pid)}` },
  restart: { attempt: "restart", next: (pid) => `; ${endIt(pid)}, and start it again` },
  rm: {
    attempt: "remove",
    next: (pid) => ` and nothing was written for it; ${endIt(pid)}`,
  },
  edit: {
    attempt: "edit",
    next: (pid) => ` and has no units; ${endIt(pid)}, and start it again with other options`,
  },
  logs: {
    attempt: "show the logs of",
    next: () => " and keeps no log: what it says is on the stderr of `rouse listen`",
  },
};

function endIt(pid: number): string {
  return `end it with Ctrl-C where it runs, or with \`kill ${pid}\``;
}
