import { requireGroups } from "../../definition/find-groups.js";
import type { ServiceDraft } from "../../definition/plan-service.js";
import { compareUnits } from "../../engines/systemd/change/unit-changes.js";
import { findServices } from "../../engines/systemd/inventory/find-services.js";
import { requireOpenPorts } from "../../engines/systemd/preconditions/privileged-ports.js";
import { requireReachable } from "../../engines/systemd/preconditions/require-reachable.js";
import type { RouseError } from "../../errors/rouse-error.js";
import type { ServicePlan } from "../../units/plan-types.js";
import { planUnits } from "../../units/plan-units.js";
import type { Added } from "../changes/say-added.js";

/**
 * Returns what a dry run shows where no service manager answers: the units, without what only a manager knows: whether
 * their names are free, and whether systemd takes them.
 * @throws what can be known without it
 */
export async function previewService(
  draft: ServiceDraft,
  plan: ServicePlan,
  notes: readonly string[],
  absence: RouseError,
): Promise<Added> {
  const { scope, name, addresses } = plan;
  await requireReachable(plan);
  await requireGroups(addresses);
  requireOpenPorts(scope, addresses);
  const present = findServices([scope]).find((service) => service.name === name);
  const changes = compareUnits(scope, planUnits(plan), present);
  const unchecked = `these units are for systemd ${plan.systemdVersion} and later, and nothing has checked them: ${absence.message}`;
  return { plan: draft, changes, dryRun: true, exposure: undefined, notes: [...notes, unchecked] };
}
