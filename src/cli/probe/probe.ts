import { type Address, formatAddressWithSettings } from "../../address/address.js";
import { requireServiceName } from "../../definition/require-service-name.js";
import { requireUtf8 } from "../../definition/require-utf8.js";
import { defaultScope } from "../../engines/systemd/manager/systemctl.js";
import { firstOpenPort } from "../../engines/systemd/preconditions/privileged-ports.js";
import { RouseError } from "../../errors/rouse-error.js";
import { findAll } from "../../probe/findings.js";
import { observe } from "../../probe/observe.js";
import { findPlaces } from "../../probe/socket-names.js";
import { requireLinux } from "../../sys/platform.js";
import { findProgram } from "../../sys/programs/find-program.js";
import { parseSpan } from "../../time/span.js";
import { say } from "../say.js";
import { namedScope, writableScope } from "../scope.js";
import type { ProbeOptions } from "./probe-options.js";
import { propose } from "./propose.js";
import { sayProbed } from "./say-probed.js";

const example = "rouse probe -- python3 -m http.server 8080";

/**
 * Runs a command under observation, tells what it binds and what would activate it, and with --add adds that.
 * @throws PROGRAM_MISSING, PROGRAM_NOT_FOUND, PROGRAM_UNUSABLE, PROBE_FAILED, PROBE_FOUND_NOTHING, INTERRUPTED; with
 * --add what addService throws
 */
export async function probe(options: ProbeOptions, command: readonly string[] = []): Promise<void> {
  requireLinux();
  const { add, json = false } = options;
  const span = options.for === undefined ? undefined : parseSpan(options.for) / 1000;
  const scope = namedScope(options, "probe") ?? defaultScope();
  const program = locate(command);
  if (add !== undefined) refuseEarly(add, options);
  if (!json) say("rouse: watching what it binds; Ctrl-C ends that and shows what was seen");
  const observation = await observe(program, span);
  const first = firstOpenPort();
  const findings = findAll({ ...observation, command: program, scope, firstOpenPort: first });
  const places = findPlaces(observation.binds);
  const proposal = add === undefined ? await propose(places, options, command) : undefined;
  sayProbed({ command, observation, scope, findings, places, proposal }, json);
  if (add !== undefined) await goOn(add, places, options, command);
}

/** What would refuse the service need not wait until the program was watched. */
function refuseEarly(name: string, options: ProbeOptions): void {
  if (options.json) {
    const problem = "--add and --json exclude each other";
    throw new RouseError("USAGE", { problem, help: "rouse probe --help" });
  }
  requireServiceName(name);
  writableScope(options, "probe");
}

/** With the absolute path of the program. */
function locate([word, ...words]: readonly string[]): string[] {
  if (word === undefined) throw new RouseError("PROGRAM_MISSING", { example });
  requireUtf8([word, ...words]);
  return [findProgram(word), ...words];
}

async function goOn(
  name: string,
  places: readonly Address[],
  options: ProbeOptions,
  command: readonly string[],
): Promise<void> {
  if (places.length === 0) throw new RouseError("PROBE_FOUND_NOTHING", { name });
  const { addService } = await import("../add/add.js");
  const { user = false, system = false } = options;
  await addService(name, { user, system, listen: places.map(formatAddressWithSettings) }, command);
}
