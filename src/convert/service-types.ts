import type { Setting } from "../units/format-unit.js";
import { lastOf, type OriginalUnit, refused } from "./original-unit.js";

/** The settings that a Type= takes with rouse-exec as the first process of the service: systemd.service(5). */
interface Becomes {
  settings: readonly Setting[];
  /** rouse-exec tells systemd when it is ready. */
  isReadyByRouse: boolean;
}

interface Refusal {
  refusal: string;
}

const asItIs: Becomes = { settings: [], isReadyByRouse: false };

/** The program tells the manager itself, and is not the first process of the service any more. */
const notifying: Becomes = { settings: [["NotifyAccess", "all"]], isReadyByRouse: false };

/** rouse-exec stays in the foreground and follows the daemon; a PIDFile= would lead past it. */
const forking: Becomes = {
  settings: [
    ["Type", "notify"],
    ["NotifyAccess", "main"],
  ],
  isReadyByRouse: true,
};

/** Returns what the Type= of a service becomes. @throws CONVERT_REFUSED */
export function requireType(original: OriginalUnit): Becomes {
  const type = lastOf(original, "Type") ?? (lastOf(original, "BusName") ? "dbus" : "simple");
  const found = serviceTypes.get(type) ?? { refusal: `it has a Type= that is not known: ${type}` };
  if ("refusal" in found) throw refused(original.unit, found.refusal);
  return found;
}

const serviceTypes: ReadonlyMap<string, Becomes | Refusal> = new Map<string, Becomes | Refusal>([
  ["simple", asItIs],
  ["exec", asItIs],
  ["idle", asItIs],
  ["notify", notifying],
  ["notify-reload", notifying],
  ["forking", forking],
  ["oneshot", { refusal: "Type=oneshot is no server: it has ended once it is started" }],
  [
    "dbus",
    { refusal: "Type=dbus is started by its name on the bus, and clients there would not be seen" },
  ],
]);
