import { quoteCommand } from "../sys/programs/quote-command.js";
import type { Scope } from "../units/plan-types.js";
import type { CheckResult } from "./check-result.js";

/** A service that runs rouse-exec, and its KillMode= as systemd has it; empty where it does not tell. */
interface StoppedService {
  scope: Scope;
  unit: string;
  killMode: string;
}

/** What a stop does to the clients of a service, by its KillMode=. */
const consequences: Readonly<Record<string, string>> = {
  "control-group":
    "systemd signals the program beside rouse-exec, and a client that connects then may be lost",
  process: "when rouse-exec is killed, what is left of the program lives on beside the next run",
  none: "systemd does not stop rouse-exec, which lives on beside the next run",
};

/** Tells what goes wrong when systemd stops the service, and how to mend it; undefined where nothing does. */
export function findStopFlaw({
  scope,
  unit,
  killMode,
}: StoppedService): Omit<CheckResult, "check"> | undefined {
  const consequence = consequences[killMode];
  if (consequence === undefined) return undefined;
  const own = scope === "user" ? ["--user"] : [];
  const edit = quoteCommand(["systemctl", ...own, "edit", unit]);
  return {
    verdict: "limited",
    found: `its KillMode= is ${killMode}: at a stop or restart ${consequence}`,
    next: `\`${edit}\`, and write [Service] and KillMode=mixed`,
  };
}
