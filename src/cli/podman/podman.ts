import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ContainerDefinition } from "../../definition/definition.js";
import { requireGroups } from "../../definition/find-groups.js";
import { planContainerService } from "../../definition/plan-container-service.js";
import type { UnitChange } from "../../engines/engine.js";
import { compareUnits } from "../../engines/systemd/change/unit-changes.js";
import { VerifiedChanges } from "../../engines/systemd/change/verified-changes.js";
import {
  containerFolder,
  findServices,
  type Service,
} from "../../engines/systemd/inventory/find-services.js";
import { unitFolder } from "../../engines/systemd/manager/folders.js";
import { systemdVersion } from "../../engines/systemd/manager/systemctl.js";
import { requireOpenPorts } from "../../engines/systemd/preconditions/privileged-ports.js";
import { requireFreeAddresses } from "../../engines/systemd/preconditions/require-free-addresses.js";
import {
  requireFreeContainer,
  requireFreeUnits,
} from "../../engines/systemd/preconditions/require-free-units.js";
import { systemd } from "../../engines/systemd/systemd.js";
import { RouseError } from "../../errors/rouse-error.js";
import { readImage, requireFitImage } from "../../podman/image.js";
import { requireQuadlet } from "../../podman/podman.js";
import { asUnit } from "../../podman/quadlet.js";
import { findRouseExec } from "../../rouse-exec/find-rouse-exec.js";
import { requireLinux } from "../../sys/platform.js";
import { escapeUnitName } from "../../units/escape-unit-name.js";
import {
  type ContainerFiles,
  type ContainerPlan,
  planContainer,
} from "../../units/plan-container.js";
import { changeNotes, copyNotes } from "../changes/change-notes.js";
import { changingUnits } from "../changes/changing-units.js";
import type { PlannedChanges } from "../changes/planned-changes.js";
import { reachNotes } from "../changes/reach-notes.js";
import { sayAdded } from "../changes/say-added.js";
import { podmanExample } from "../options/examples.js";
import { guardsLeftOut } from "../options/guards.js";
import { readyOf } from "../options/ready.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { rulesOf, ruleWords } from "../options/rules.js";
import { writableScope } from "../options/scope.js";
import type { PodmanOptions } from "./podman-options.js";

/**
 * Writes the sockets of a service and a .container, from which Quadlet makes the service; a service that exists is
 * changed to match.
 * @throws a sentence, and then everything is as it was
 */
export async function addContainer(
  name: string,
  options: PodmanOptions,
  args?: readonly string[],
): Promise<void> {
  requireLinux();
  const scope = writableScope(options, "podman");
  const draft = planContainerService(defineContainer(name, options, args), scope);
  await changingUnits([scope], options, () => makeContainer(draft, options, args));
}

/** Plans what the options would make of a service that is there. */
export async function planPodman(
  present: Service,
  options: PodmanOptions,
  args: readonly string[] | undefined,
): Promise<PlannedChanges> {
  const { name, scope } = present;
  const draft = planContainerService(defineContainer(name, options, args), scope);
  await requireQuadlet();
  const program = await readImage(draft.image, args);
  const plan = { ...draft, ...program, systemdVersion: await systemdVersion(scope) };
  const files = planContainer(plan);
  return {
    changes: compareFiles(plan, files),
    async requirePossible() {
      await requirePossible(plan, files);
      await requireFitImage(plan.image, findRouseExec());
    },
  };
}

async function makeContainer(
  draft: ReturnType<typeof planContainerService>,
  options: PodmanOptions,
  args: readonly string[] | undefined,
): Promise<void> {
  const { scope } = draft;
  await requireQuadlet();
  const program = await readImage(draft.image, args);
  const plan = { ...draft, ...program, systemdVersion: await systemdVersion(scope) };
  const files = planContainer(plan);
  await requirePossible(plan, files);
  const changes = compareFiles(plan, files);
  const verified = await VerifiedChanges.verify(scope, changes, { asUnit });
  await requireFitImage(plan.image, findRouseExec());
  const { dryRun = false, json = false } = options;
  const notes = [
    ...reachNotes(options.listen ?? [], plan),
    ...(await changeNotes(scope, changes)),
    ...copyNotes(verified, dryRun),
  ];
  const unit = containerService(plan);
  if (!dryRun) await systemd.apply({ unit, addresses: plan.addresses, changes: verified });
  sayAdded({ plan, changes, dryRun, exposure: undefined, notes }, json);
}

/** @throws ADDRESS_MISSING, ARGUMENT_NOT_UTF8 */
function defineContainer(
  name: string,
  { image, listen = [], map: maps = [], idle, ...options }: PodmanOptions,
  args: readonly string[] | undefined,
): ContainerDefinition {
  if (listen.length === 0) throw new RouseError("ADDRESS_MISSING", { example: podmanExample });
  requireUtf8([
    name,
    ...listen,
    ...maps,
    ...(options.readyCheck ?? []),
    ...ruleWords(options),
    ...(args ?? []),
  ]);
  const how = { ready: readyOf(options), rules: rulesOf(options) };
  const own = { idle, ...how, withoutGuards: guardsLeftOut(options) };
  return { name, image, listen, maps, ...own, args };
}

/** Throws for all that can be known before anything is touched. */
async function requirePossible(plan: ContainerPlan, files: ContainerFiles): Promise<void> {
  const { name, scope, addresses } = plan;
  const unit = containerService(plan);
  const units = files.units.map((file) => file.name);
  await requireGroups(addresses);
  requireOpenPorts(scope, addresses);
  await requireFreeUnits(scope, name, units, "podman");
  await requireFreeContainer(scope, name, unit, containerPath(plan, files));
  await requireFreeAddresses(addresses, { scope, unit, isStopped: true });
}

/** The service that Quadlet makes of NAME.container. */
function containerService({ name }: ContainerPlan): string {
  return `${escapeUnitName(name)}.service`;
}

function containerPath({ scope }: ContainerPlan, { container }: ContainerFiles): string {
  return join(containerFolder(unitFolder(scope), scope), container.name);
}

function compareFiles(plan: ContainerPlan, files: ContainerFiles): UnitChange[] {
  const { name, scope } = plan;
  const present = findServices([scope]).find((service) => service.name === name);
  const path = containerPath(plan, files);
  const { name: unit, text: after } = files.container;
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const units = compareUnits(scope, files.units, present);
  return [...units.filter((one) => one.path !== path), { unit, path, before, after }];
}
