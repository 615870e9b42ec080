import { RouseError } from "../errors/rouse-error.js";

const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const lastMinute = 24 * 60;

/**
 * Reads hours of the week as rouse-exec takes them, `Mon..Fri 09:00-18:00`, and returns them with single spaces.
 * @throws AWAKE_MALFORMED
 */
export function parseHours(hours: string): string {
  const [, days, begin = "", end = ""] =
    /^(?:(\D\S*) +)?(\d\d:\d\d)-(\d\d:\d\d)$/.exec(hours) ?? [];
  const [from, to] = [minutesOf(begin), minutesOf(end)];
  const isRight = from < lastMinute && to <= lastMinute && (days === undefined || areDays(days));
  if (!isRight) throw new RouseError("AWAKE_MALFORMED", { hours });
  if (from === to) throw new RouseError("AWAKE_ENDLESS", { hours });
  return `${days === undefined ? "" : `${days} `}${begin}-${end}`;
}

/** Returns NaN for what is no time. */
function minutesOf(time: string): number {
  const [hour = Number.NaN, minute = Number.NaN] = time.split(":").map(Number);
  return minute < 60 ? hour * 60 + minute : Number.NaN;
}

/** systemd takes no range that goes over Sunday either. */
function areDays(days: string): boolean {
  return days.split(",").every((range) => {
    const [first = "", last = first, ...more] = range.split("..");
    const [from, to] = [names.indexOf(first), names.indexOf(last)];
    return from !== -1 && from <= to && more.length === 0;
  });
}
