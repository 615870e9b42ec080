import { escapeUnitName } from "../../src/units/escape-unit-name.js";
import { type Kind, newPlace, type Place } from "./places.js";
import { rouseExec, serverPy } from "./service.js";
import type { ServiceManager } from "./service-manager.js";

/** Units as `rouse add` writes them, but for what a test wants otherwise. */
export interface OurUnits {
  name: string;
  /** Lines such as `ListenStream=127.0.0.1:8080`. */
  listen: readonly string[];
  /** The program and its arguments, as systemd splits them. */
  exec: readonly string[];
  idle?: string;
  /** Further lines of [Socket] and [Service]. */
  socket?: readonly string[];
  service?: readonly string[];
  unit?: readonly string[];
}

/** Writes them; they are neither read by systemd nor started. Gives the names of their units, without suffix. */
export function writeOurs(manager: ServiceManager, units: OurUnits): string {
  const { name, listen, exec, idle = "1h", socket = [], service = [], unit = [] } = units;
  const stem = escapeUnitName(name);
  const mark = [
    "[X-Rouse]",
    `Name=${name}`,
    "Version=0.1.0",
    "Kind=add",
    `Command=rouse add ${name}`,
  ];
  const [folder, report] =
    manager.scope === "user" ? ["rouse", "%N.json"] : ["rouse/%N", "%N/report.json"];
  const options = `--ready --exit-idle-time=${idle} --report=%t/rouse/${report}`;
  const text = {
    socket: [
      "[Socket]",
      ...listen,
      "FileDescriptorName=it",
      "TriggerLimitIntervalSec=0",
      ...socket,
    ],
    service: [
      ...["[Unit]", "StartLimitIntervalSec=0", ...unit, "[Service]", "Type=notify"],
      ...["NotifyAccess=all", `RuntimeDirectory=${folder}`, "RuntimeDirectoryPreserve=yes"],
      ...[`ExecStart=${rouseExec} ${options} -- ${exec.join(" ")}`, "KillMode=mixed", ...service],
    ],
  };
  manager.writeUnit(`${stem}.socket`, `${[...text.socket, ...mark].join("\n")}\n`);
  manager.writeUnit(`${stem}.service`, `${[...text.service, ...mark].join("\n")}\n`);
  return stem;
}

/** A service that serves at a place of this kind. */
export async function writeServer(
  manager: ServiceManager,
  kind: Kind,
  units: Partial<OurUnits> & { name: string },
): Promise<Place> {
  const place = await newPlace(kind, manager);
  const exec = [...serverPy, kind, place.address];
  writeOurs(manager, { listen: [place.listen], exec, ...units });
  return place;
}
