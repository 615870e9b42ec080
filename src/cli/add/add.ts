import { requireGroups } from "../../definition/find-groups.js";
import { planService, type ServiceDraft } from "../../definition/plan-service.js";
import { compareUnits } from "../../engines/systemd/change/unit-changes.js";
import { VerifiedChanges } from "../../engines/systemd/change/verified-changes.js";
import { findServices, type Service } from "../../engines/systemd/inventory/find-services.js";
import { findPlannedVersion } from "../../engines/systemd/manager/planned-version.js";
import { readExposure } from "../../engines/systemd/manager/sandbox-exposure.js";
import { systemdVersion } from "../../engines/systemd/manager/systemctl.js";
import { requireOpenPorts } from "../../engines/systemd/preconditions/privileged-ports.js";
import { requireFreeAddresses } from "../../engines/systemd/preconditions/require-free-addresses.js";
import { requireFreeUnits } from "../../engines/systemd/preconditions/require-free-units.js";
import { requireReachable } from "../../engines/systemd/preconditions/require-reachable.js";
import { systemd } from "../../engines/systemd/systemd.js";
import { RouseError } from "../../errors/rouse-error.js";
import { requireLinux } from "../../sys/platform.js";
import type { Scope, ServicePlan, UnitFile } from "../../units/plan-types.js";
import { planUnits } from "../../units/plan-units.js";
import { changeNotes, copyNotes, dropInNotes } from "../changes/change-notes.js";
import { changingUnits } from "../changes/changing-units.js";
import type { PlannedChanges } from "../changes/planned-changes.js";
import { type Added, sayAdded } from "../changes/say-added.js";
import { writableScope } from "../options/scope.js";
import { defineService } from "./add-definition.js";
import { addNotes } from "./add-notes.js";
import type { AddOptions } from "./add-options.js";
import { previewService } from "./preview-service.js";

/**
 * Writes the units of a service, and enables and starts its sockets; a service that exists is changed to match.
 * @throws a sentence, and then everything is as it was
 */
export async function addService(
  name: string,
  options: AddOptions,
  command?: readonly string[],
): Promise<void> {
  requireLinux();
  const scope = writableScope(options, "add");
  requireFitting(scope, options);
  const draft = planService(defineService(name, options, command), scope);
  await changingUnits([scope], options, () => makeService(draft, options));
}

async function makeService(draft: ServiceDraft, options: AddOptions): Promise<void> {
  const { name, scope } = draft;
  const { dryRun = false, json = false } = options;
  const { systemdVersion, absence } = await findPlannedVersion(scope);
  const plan = { ...draft, systemdVersion };
  const known = addNotes(options.listen ?? [], draft);
  if (absence !== undefined) {
    if (!dryRun) throw absence;
    return sayAdded(await previewService(draft, plan, known, absence), json);
  }
  const units = planUnits(plan);
  await requirePossible(plan, units);
  const present = findServices([scope]).find((service) => service.name === name);
  const changes = compareUnits(scope, units, present);
  const verified = await VerifiedChanges.verify(scope, changes);
  const notes = [
    ...known,
    ...(present ? dropInNotes(present) : []),
    ...(await changeNotes(scope, changes)),
    ...copyNotes(verified, dryRun),
  ];
  const exposure = plan.sandbox && (await compareExposure(plan, units, present));
  const unit = serviceFile(units);
  if (!dryRun) await systemd.apply({ unit, addresses: plan.addresses, changes: verified });
  sayAdded({ plan, changes, dryRun, exposure, notes }, json);
}

/** Plans what the options would make of a service that is there. */
export async function planAdded(
  present: Service,
  options: AddOptions,
  command: readonly string[],
): Promise<PlannedChanges> {
  const { name, scope } = present;
  requireFitting(scope, options);
  const draft = planService(defineService(name, options, command), scope);
  const plan = { ...draft, systemdVersion: await systemdVersion(scope) };
  const units = planUnits(plan);
  return {
    changes: compareUnits(scope, units, present),
    requirePossible: () => requirePossible(plan, units),
  };
}

function requireFitting(scope: Scope, { runAs, network, sandbox }: AddOptions): void {
  const help = "rouse add --help";
  if (runAs !== undefined && scope === "user") {
    throw new RouseError("USAGE", { problem: "--run-as is for services of the system", help });
  }
  if (network && !sandbox) {
    throw new RouseError("USAGE", { problem: "--network is for services with --sandbox", help });
  }
}

/** Throws for all that can be known before anything is touched. */
async function requirePossible(plan: ServicePlan, units: readonly UnitFile[]): Promise<void> {
  const { name, scope, addresses } = plan;
  await requireReachable(plan);
  await requireGroups(addresses);
  requireOpenPorts(scope, addresses);
  await requireFreeUnits(
    scope,
    name,
    units.map((unit) => unit.name),
  );
  await requireFreeAddresses(addresses, { scope, unit: serviceFile(units), isStopped: true });
}

function serviceFile(units: readonly UnitFile[]): string {
  return units.find(({ name }) => name.endsWith(".service"))?.name ?? "";
}

/** Compares with the units that exist or, where there are none, with those without the sandbox. */
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
