import { escapeUnitName } from "./escape-unit-name.js";
import { formatUnit, type Section } from "./format-unit.js";
import type { ServicePlan, UnitFile } from "./plan-types.js";
import { formatMark } from "./rouse-section.js";
import { serviceUnit } from "./service-unit.js";
import { groupSockets } from "./socket-groups.js";
import { socketUnit } from "./socket-unit.js";

/**
 * Plans the units of a service: a .socket for each name or mode of a socket, and its .service last.
 * @throws UNIT_VALUE_UNFIT
 */
export function planUnits(plan: ServicePlan): UnitFile[] {
  const groups = groupSockets(plan);
  const { head, section } = formatMark({ name: plan.name, kind: "add", command: plan.origin });
  const text = (sections: Section[]) => head + formatUnit([...sections, section]);
  return [
    ...groups.map((group) => ({ name: group.unit, text: text(socketUnit(plan, group)) })),
    {
      name: `${escapeUnitName(plan.name)}.service`,
      text: text(serviceUnit(plan, groups)),
    },
  ];
}
