import { RouseError } from "../../errors/rouse-error.js";
import type { EngineVerb, HeldService } from "../engine.js";
import { type Foreground, readForeground, surveyOf } from "./survey-foreground.js";

/**
 * Returns the service of `rouse listen --name NAME`, if it runs; `others` are the report files of services with units.
 */
export function findForeground(name: string, others: ReadonlySet<string>): HeldService | undefined {
  const found = readForeground(others).running.find(({ report }) => report.name === name);
  return found && holdForeground(found);
}

/** rouse-exec has no control channel yet: once it holds the sockets, a signal can end it, and nothing else. */
function holdForeground(foreground: Foreground): HeldService {
  const { name, pid } = foreground.report;
  const refuse = (verb: EngineVerb): never => {
    const next = `one of that name runs in the foreground (\`rouse listen\`, process ${pid}), ${refusals[verb](pid)}`;
    throw new RouseError("SERVICE_UNKNOWN", { name, next });
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

const refusals: Record<EngineVerb, (pid: number) => string> = {
  start: () => "and listens already: the next connection starts its program",
  stop: (pid) => `which cannot be stopped from here yet; ${endsIt(pid)}`,
  restart: (pid) =>
    `which cannot be restarted from here yet; ${endsIt(pid)}, and then start it again`,
  rm: (pid) => `and nothing was written for it; ${endsIt(pid)}`,
  logs: () => "and keeps no log: what it says is on the stderr of `rouse listen`",
};

function endsIt(pid: number): string {
  return `Ctrl-C where it runs, or \`kill ${pid}\`, ends it`;
}
