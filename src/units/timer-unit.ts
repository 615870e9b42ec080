import { visible } from "../errors/rouse-error.js";
import type { Rules } from "../rouse-exec/rules.js";
import type { Section } from "./format-unit.js";
import { plainValue } from "./plain-value.js";

/** The timer that wakes a service when the hours begin in which it stays awake. */
interface TimerPlan {
  name: string;
  /** The name of its service unit without `.service`. */
  stem: string;
  rules?: Rules | undefined;
}

/** A name of our own: a unit of another may have a timer of its name. */
export function timerName(stem: string): string {
  return `${stem}-awake.timer`;
}

/** Returns the name and the sections of the .timer unit; none without such hours. */
export function timerUnits({
  name,
  stem,
  rules,
}: TimerPlan): { unit: string; sections: Section[] }[] {
  const hours = rules?.busy?.hours ?? [];
  if (hours.length === 0) return [];
  const description = `${visible(name)}, the hours in which it stays awake`;
  const sections: Section[] = [
    ["Unit", [["Description", plainValue("Description=", description)]]],
    [
      "Timer",
      [
        ...hours.map((one) => ["OnCalendar", beginOf(one)] as const),
        ["AccuracySec", "1s"],
        ["Unit", `${stem}.service`],
      ],
    ],
    ["Install", [["WantedBy", "timers.target"]]],
  ];
  return [{ unit: timerName(stem), sections }];
}

/** As systemd.time(7) writes it: `Mon..Fri 09:00`. */
function beginOf(hours: string): string {
  return hours.slice(0, hours.indexOf("-"));
}
