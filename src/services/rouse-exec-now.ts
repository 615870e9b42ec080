import type { ServiceFacts } from "../engines/facts.js";
import { type Identity, isOther } from "../rouse-exec/identity.js";

/** The rouse-exec of a service that runs. */
export interface RouseExecNow {
  runs: Identity;
  /** The one that the next start runs; undefined where that is not known. */
  installed: Identity | undefined;
}

/** Returns undefined where nothing runs, and where the report does not tell what does. */
export function findRouseExecNow({
  runs,
  report,
  installed,
}: Pick<ServiceFacts, "runs" | "report" | "installed">): RouseExecNow | undefined {
  const running = runs ? report?.rouse_exec : undefined;
  return running && { runs: running, installed };
}

/** Tells whether the next start runs another rouse-exec; undefined where that is not known. */
export function isReplaced({ runs, installed }: RouseExecNow): boolean | undefined {
  return installed && isOther(runs, installed);
}

/** Names the rouse-exec that the next start runs, where it is another: `0.2.0`. */
export function formatNext(now: RouseExecNow | undefined): string | undefined {
  if (now?.installed === undefined || !isReplaced(now)) return undefined;
  const { version } = now.installed;
  return version === now.runs.version ? "another build of it" : version;
}

/** `rouse-exec 0.1.0; 0.2.0 is installed, and runs from the next start` */
export function formatRouseExec(now: RouseExecNow): string {
  const next = formatNext(now);
  const then = next === undefined ? "" : `; ${next} is installed, and runs from the next start`;
  return `rouse-exec ${now.runs.version}${then}`;
}
