import { escapeUnitName } from "./escape-unit-name.js";
import { formatUnit, type Section } from "./format-unit.js";
import type { ServicePlan, UnitFile } from "./plan-types.js";
import { formatMark } from "./rouse-section.js";
import { serviceUnit } from "./service-unit.js";
import { groupSockets } from "./socket-groups.js";
import { socketUnit } from "./socket-unit.js";
import { timerUnits } from "./timer-unit.js";

/**
 * Plans the units of a service: a .socket for each name or mode of a socket, a .timer for the hours in which it stays awake,
 * and its .service last.
 * @throws UNIT_VALUE_UNFIT
 */
export function planUnits(plan: ServicePlan): UnitFile[] {
  const groups = groupSockets(plan);
  const { head, section } = formatMark({ name: plan.name, kind: "add", command: plan.origin });
  const text = (sections: Section[]) => head + formatUnit([...sections, section]);
  const stem = escapeUnitName(plan.name);
  return [
    ...groups.map((group) => ({ name: group.unit, text: text(socketUnit(plan, group)) })),
    ...timerUnits({ ...plan, stem }).map(({ unit, sections }) => ({
      name: unit,
      text: text(sections),
    })),
    {
      name: `${stem}.service`,
      text: text(serviceUnit(plan, groups)),
    },
  ];
}
