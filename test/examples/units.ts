import { checkout, node, type UserManager } from "../systemd/manager.js";
import { Service } from "../systemd/service.js";
import { files, text } from "./example.js";

export const units = files.filter((name) => /\.(socket|service)$/.test(name));

/** What stands in the units, and what stands in its place: ports, paths, intervals. */
export type Changes = Record<string, string>;

/** A unit of examples/sdk as it stands but for these changes and where this machine has Node and the examples. */
export function unit(name: string, changes: Changes = {}): string {
  const places = { "/usr/bin/node": node, "/srv/web/": `${checkout}/examples/sdk/` };
  return Object.entries({ ...changes, ...places }).reduce(
    (unit, [from, to]) => unit.replaceAll(from, to),
    text(name),
  );
}

/** Writes units of examples/sdk; what the service prints goes to its log. */
export async function install(
  manager: UserManager,
  names: string[],
  changes: Changes = {},
): Promise<Service> {
  const [service = ""] = names.filter((name) => name.endsWith(".service"));
  const installed = new Service(manager, service.replace(/\.service$/, ""));
  for (const name of names) manager.writeUnit(name, unit(name, changes));
  // No journal runs in these namespaces.
  const log = `append:${installed.logFile}`;
  const output = `StandardOutput=${log}\nStandardError=${log}\n`;
  manager.writeUnit(service, `${unit(service, changes)}\n[Service]\n${output}`);
  await manager.daemonReload();
  return installed;
}
