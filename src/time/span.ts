import { RouseError } from "../errors/rouse-error.js";

const second = 1_000_000;
const day = 86_400 * second;
/** The longest span that rouse-exec accepts. */
const longest = 100 * 365 * day;

/** The microseconds of every unit that systemd.time(7) and rouse-exec know. */
const units: Record<string, number> = {
  ...named(1, "us usec"),
  ...named(1000, "ms msec"),
  ...named(second, "s sec second seconds"),
  ...named(60 * second, "m min minute minutes"),
  ...named(3600 * second, "h hr hour hours"),
  ...named(day, "d day days"),
  ...named(7 * day, "w week weeks"),
  ...named(2_629_800 * second, "month months"),
  ...named(31_557_600 * second, "y year years"),
};

/**
 * Returns the microseconds, or Infinity, of a systemd time span such as `90`, `1min 30s` or `1.5h`.
 * @throws SPAN_MALFORMED
 */
export function parseSpan(span: string): number {
  const text = span.trim();
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  let sum = 0;
  let rest = text;
  do {
    const [whole, number, unit = ""] = rest.match(/^(\d+\.?\d*)\s*([a-z]*)\s*/) ?? [];
    const size = unit === "" ? second : units[unit];
    if (whole === undefined || size === undefined) throw new RouseError("SPAN_MALFORMED", { span });
    sum += Number(number) * size;
    rest = rest.slice(whole.length);
  } while (rest !== "");
  if (sum > longest) throw new RouseError("SPAN_MALFORMED", { span });
  return sum > 0 ? Math.max(1, Math.round(sum)) : 0; // 0 may mean never
}

/** Returns the shortest span that parses to the same microseconds: `10min`, `1h 30min`, `infinity`. */
export function formatSpan(microseconds: number): string {
  if (microseconds === Number.POSITIVE_INFINITY) return "infinity";
  const parts: string[] = [];
  let rest = microseconds;
  for (const [unit, size] of Object.entries(shown)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.join(" ") || "0";
}

const shown = {
  d: day,
  h: 3600 * second,
  min: 60 * second,
  s: second,
  ms: 1000,
  us: 1,
};

function named(size: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(" ").map((name) => [name, size]));
}
