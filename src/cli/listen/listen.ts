import { parseMap } from "../../address/map.js";
import { parseAddress } from "../../address/parse-address.js";
import { checkNames } from "../../definition/check-names.js";
import { defaultIdle } from "../../definition/default-idle.js";
import { requireUtf8 } from "../../definition/require-utf8.js";
import { embedded } from "../../engines/embedded/embedded.js";
import { RouseError } from "../../errors/rouse-error.js";
import type { RouseExecCommand } from "../../rouse-exec/command-line.js";
import { reportPath } from "../../rouse-exec/report-path.js";
import { requireLinux } from "../../sys/platform.js";
import { parseSpan } from "../../time/span.js";
import type { ListenOptions } from "../options.js";
import { announce } from "./announce.js";

/** Checks everything and becomes rouse-exec, which says what will happen once it holds the sockets. */
export async function listen(
  addresses: readonly string[],
  options: ListenOptions,
  command: readonly string[] | undefined,
): Promise<void> {
  requireLinux();
  const service = parseService(addresses, options, command);
  await embedded.apply({ ...service, announcement: announce(addresses, service) });
}

function parseService(
  texts: readonly string[],
  options: ListenOptions,
  command: readonly string[] = [],
): RouseExecCommand {
  if (command.length === 0) throw new RouseError("PROGRAM_MISSING", {});
  if (texts.length === 0) throw new RouseError("ADDRESS_MISSING", {});
  requireUtf8([...texts, ...command]);
  const addresses = texts.map((text) => parseAddress(text, { barePort: "loopback" }));
  const maps = (options.map ?? []).map(parseMap);
  checkNames(addresses, maps);
  const idle = parseSpan(options.idle ?? defaultIdle);
  const { name, verbose = false } = options;
  const report = name === undefined ? {} : { report: reportPath(name) };
  return { addresses, maps, lazy: true, idle, ...report, verbose, command };
}
