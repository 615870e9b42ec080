import {
  changeService,
  compareUnits,
  settingsOf,
  type UnitChange,
  unitsToStop,
} from "../engines/systemd/change-service.js";
import { explainStart } from "../engines/systemd/explain-start.js";
import { readExposure } from "../engines/systemd/exposure.js";
import { findServices, type Service } from "../engines/systemd/find-services.js";
import { systemdVersion } from "../engines/systemd/manager.js";
import { requireOpenPorts } from "../engines/systemd/privileged-ports.js";
import { requireFreeAddresses } from "../engines/systemd/require-free-addresses.js";
import { requireFreeUnits } from "../engines/systemd/require-free-units.js";
import { showUnits } from "../engines/systemd/unit-facts.js";
import { verifyUnits } from "../engines/systemd/verify-units.js";
import { requireLinux } from "../sys/platform.js";
import { planUnits } from "../units/plan-units.js";
import type { ServicePlan, UnitFile } from "../units/types.js";
import { addNotes } from "./add-notes.js";
import type { AddOptions } from "./add-options.js";
import { planService } from "./plan-service.js";
import { requireReachable } from "./require-reachable.js";
import { type Added, type Change, sayAdded } from "./say-added.js";
import { writableScope } from "./scope.js";

/**
 * Writes the units of a service, enables and starts its sockets; of a service that is there, what differs.
 * @throws a sentence, and then everything is as it was
 */
export async function addService(
  name: string,
  options: AddOptions,
  command?: readonly string[],
): Promise<void> {
  requireLinux();
  const scope = writableScope(options, "add");
  const draft = planService(name, options, command, scope);
  const plan = { ...draft, systemdVersion: await systemdVersion(scope) };
  const units = planUnits(plan);
  await requirePossible(plan, units);
  const present = findServices([scope]).find((service) => service.name === name);
  const changes = compareUnits(scope, units, present);
  const notes = [...addNotes(options.listen ?? [], draft), ...(await changeNotes(plan, changes))];
  const exposure = plan.sandbox && (await compareExposure(plan, units, present));
  const { dryRun = false, json = false } = options;
  if (!dryRun) await changeOrExplain(plan, changes);
  const added: Added = { plan, changes, action: actionOf(changes), dryRun, exposure, notes };
  sayAdded(added, json);
}

/** All that can be known before anything is touched. */
async function requirePossible(plan: ServicePlan, units: readonly UnitFile[]): Promise<void> {
  const { name, scope, addresses } = plan;
  await requireReachable(plan);
  requireOpenPorts(scope, addresses);
  await requireFreeUnits(
    scope,
    name,
    units.map((unit) => unit.name),
  );
  await requireFreeAddresses(addresses, { scope, unit: serviceUnit(units) });
  await verifyUnits(scope, units);
}

function serviceUnit(units: readonly UnitFile[]): string {
  return units.find(({ name }) => name.endsWith(".service"))?.name ?? "";
}

function actionOf(changes: readonly UnitChange[]): Change {
  if (changes.every(({ before }) => before === undefined)) return "added";
  return changes.some(({ before, after }) => before !== after) ? "changed" : "unchanged";
}

async function changeNotes(plan: ServicePlan, changes: readonly UnitChange[]): Promise<string[]> {
  const stopped = unitsToStop(changes);
  if (stopped.length > 0) {
    return ["its sockets are started anew: who waits there is refused, open connections end"];
  }
  const service = changes.find(({ unit }) => unit.endsWith(".service"));
  const isSame = settingsOf(service?.before) === settingsOf(service?.after);
  if (service?.before === undefined || isSame) return [];
  const [facts] = await showUnits(plan.scope, [service.unit], "ActiveState");
  if (facts?.("ActiveState") === "inactive") return [];
  return ["it is awake and stays as it is until it sleeps; `rouse restart` has the change now"];
}

/** Beside what is there now, or what would be without the sandbox. */
async function compareExposure(
  plan: ServicePlan,
  units: readonly UnitFile[],
  present: Service | undefined,
): Promise<Added["exposure"]> {
  const { sandbox: _, ...open } = plan;
  const others = present === undefined ? planUnits(open) : presentUnits(plan, units, present);
  const [before, after] = await Promise.all([
    readExposure(plan.scope, others),
    readExposure(plan.scope, units),
  ]);
  return before && after && { before, after };
}

function presentUnits(
  { scope }: ServicePlan,
  units: readonly UnitFile[],
  present: Service,
): UnitFile[] {
  const changes = compareUnits(scope, units, present);
  return changes.flatMap(({ unit, before }) =>
    before === undefined ? [] : { name: unit, text: before },
  );
}

/** A socket that does not start mostly finds its place taken meanwhile. */
async function changeOrExplain(plan: ServicePlan, changes: readonly UnitChange[]): Promise<void> {
  const { scope, addresses } = plan;
  const since = Date.now();
  try {
    await changeService(scope, changes);
  } catch (error) {
    const unit = changes.find(({ unit }) => unit.endsWith(".service"))?.unit ?? "";
    await requireFreeAddresses(addresses, { scope, unit });
    const sockets = changes.map((change) => change.unit).filter((one) => one.endsWith(".socket"));
    throw await explainStart(scope, sockets, since, error);
  }
}
