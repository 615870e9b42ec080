import { formatAddress } from "../../address/address.js";
import { requireServiceName } from "../../definition/require-service-name.js";
import { defaultScope } from "../../engines/systemd/manager/systemctl.js";
import { firstOpenPort } from "../../engines/systemd/preconditions/privileged-ports.js";
import { RouseError } from "../../errors/rouse-error.js";
import { findAll } from "../../probe/findings.js";
import { findListenAddresses } from "../../probe/listen-addresses.js";
import { observe } from "../../probe/observe.js";
import { findReadyChecks } from "../../probe/ready-checks.js";
import { requireLinux } from "../../sys/platform.js";
import { findProgram } from "../../sys/programs/find-program.js";
import { parseSpan } from "../../time/span.js";
import { probeExample } from "../options/examples.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { namedScope, writableScope } from "../options/scope.js";
import { say } from "../output/say.js";
import type { ProbeOptions } from "./probe-options.js";
import { propose, type Wanted } from "./propose.js";
import { sayProbed } from "./say-probed.js";

/**
 * Watches what a command binds, shows it with the units that would activate it, and with --add adds the service.
 * @throws PROGRAM_MISSING, PROGRAM_NOT_FOUND, PROGRAM_UNUSABLE, PROBE_FAILED, PROBE_FOUND_NOTHING, INTERRUPTED; with
 * --add what addService throws
 */
export async function probe(options: ProbeOptions, command: readonly string[] = []): Promise<void> {
  requireLinux();
  const { add, json = false } = options;
  const span = parseWatch(options.for);
  const scope = namedScope(options, "probe") ?? defaultScope();
  const program = resolveProgram(command);
  if (add !== undefined) requireAddable(add, options);
  if (!json) say("rouse: watching what it binds; Ctrl-C ends the watch and shows what was seen");
  const observation = await observe(program, span);
  const first = firstOpenPort();
  const probed = { ...observation, command: program, scope, firstOpenPort: first };
  const findings = findAll(probed);
  const { addresses, checks } = findReadyChecks(probed, findListenAddresses(observation.binds));
  const readyCheck = checks.flatMap((one) => ("check" in one ? [one.check] : []));
  const wanted = { listen: addresses.map(formatAddress), readyCheck };
  const proposal = add === undefined ? await propose(wanted, options, command) : undefined;
  sayProbed({ command, observation, scope, findings, addresses, proposal }, json);
  if (add !== undefined) await addFound(add, wanted, options, command);
}

/** Returns milliseconds; undefined where the watch ends by itself. @throws SPAN_MALFORMED, USAGE */
function parseWatch(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const span = parseSpan(text) / 1000;
  if (span > 0) return span;
  const problem = `--for ${text} leaves no time to watch: give it a time such as 10s`;
  throw new RouseError("USAGE", { problem, help: "rouse probe --help" });
}

/** Throws for what would refuse the service, before the program is watched. */
function requireAddable(name: string, options: ProbeOptions): void {
  if (options.json) {
    const problem = "--add and --json exclude each other";
    throw new RouseError("USAGE", { problem, help: "rouse probe --help" });
  }
  requireServiceName(name);
  writableScope(options, "probe");
}

/** Returns the command with the absolute path of its program. */
function resolveProgram([word, ...words]: readonly string[]): string[] {
  if (word === undefined) throw new RouseError("PROGRAM_MISSING", { example: probeExample });
  requireUtf8([word, ...words]);
  return [findProgram(word), ...words];
}

async function addFound(
  name: string,
  wanted: Wanted,
  options: ProbeOptions,
  command: readonly string[],
): Promise<void> {
  if (wanted.listen.length === 0) throw new RouseError("PROBE_FOUND_NOTHING", { name });
  const { addService } = await import("../add/add.js");
  const { user = false, system = false } = options;
  await addService(name, { user, system, ...wanted }, command);
}
