import type { OriginalUnit } from "../../src/convert/original-unit.js";
import { parseUnit } from "../../src/units/parse-unit.js";

/** A service of the system that runs, of the texts of its unit and of drop-ins. */
export function original(...texts: string[]): OriginalUnit {
  const none = { triggers: [], wantedBy: [], dependents: [], boundBy: [] };
  return {
    ...{ unit: "web.service", scope: "system", isActive: true, cgroup: "", file: "", ...none },
    ...{ obstacle: undefined, conversion: undefined },
    texts: texts.map((text) => parseUnit(text, "web.service")),
  };
}
