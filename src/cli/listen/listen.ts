import { planForeground } from "../../definition/plan-foreground.js";
import { embedded } from "../../engines/embedded/embedded.js";
import { RouseError } from "../../errors/rouse-error.js";
import type { RouseExecCommand } from "../../rouse-exec/command-line.js";
import { requireLinux } from "../../sys/platform.js";
import { guardsLeftOut } from "../options/guards.js";
import { readyOf } from "../options/ready.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { rulesOf, ruleWords } from "../options/rules.js";
import { announce } from "./announce.js";
import type { ListenOptions } from "./listen-options.js";
import { requireFreeReport } from "./require-free-report.js";
import { requireNoRival } from "./require-no-rival.js";

/** Checks everything and becomes rouse-exec, which says what will happen once it holds the sockets. */
export async function listen(
  addresses: readonly string[],
  options: ListenOptions,
  command: readonly string[] | undefined,
): Promise<void> {
  requireLinux();
  const service = await planCommand(addresses, options, command);
  await embedded.apply({ ...service, announcement: announce(addresses, service) });
}

/** @throws PROGRAM_MISSING, ADDRESS_MISSING, ARGUMENT_NOT_UTF8; what planForeground, requireNoRival and requireFreeReport
 * throw */
async function planCommand(
  listen: readonly string[],
  options: ListenOptions,
  command: readonly string[] = [],
): Promise<RouseExecCommand> {
  if (command.length === 0) throw new RouseError("PROGRAM_MISSING", {});
  if (listen.length === 0) throw new RouseError("ADDRESS_MISSING", {});
  requireUtf8([...listen, ...(options.readyCheck ?? []), ...ruleWords(options), ...command]);
  const { map: maps = [], idle, name, verbose = false } = options;
  const withoutGuards = guardsLeftOut(options);
  const own = { idle, ready: readyOf(options), rules: rulesOf(options), withoutGuards };
  const plan = await planForeground({ listen, maps, ...own, command });
  await requireNoRival(plan.addresses);
  const report = name === undefined ? {} : { report: requireFreeReport(name), removeReport: true };
  return { ...plan, ...report, verbose };
}
