import { RouseError } from "../errors/rouse-error.js";

/** Text in which systemd.unit(5) replaces no specifiers. */
export function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}

/**
 * The value of a setting that systemd takes as it is, without quotes and escapes: a path, a description.
 * @throws UNIT_VALUE_UNFIT
 */
export function plainValue(setting: string, value: string): string {
  requireFit(setting, value);
  if (/[\n\r]/.test(value)) throw unfit(setting, value, "its value is one line");
  const text = escapeSpecifiers(value);
  return `${/^\s/.test(text) ? nothing : ""}${text}${/[\s\\]$/.test(text) ? nothing : ""}`;
}

/**
 * The instance name, of a unit without one. White space at the ends of a value is lost, and a backslash at its
 * end continues the line; before or behind a specifier neither is at the end.
 */
const nothing = "%i";

/**
 * Noncharacters are not UTF-8 for systemd: it refuses a unit that has them, and where an escape hides them
 * `systemctl show` of the unit fails.
 * @throws UNIT_VALUE_UNFIT
 */
export function requireFit(setting: string, value: string): void {
  if (value.includes("\0")) throw unfit(setting, value, "a unit holds no NUL byte");
  if (!/\p{Noncharacter_Code_Point}/u.test(value)) return;
  throw unfit(setting, value, "systemd takes no Unicode noncharacters");
}

export function unfit(setting: string, value: string, problem: string): RouseError {
  return new RouseError("UNIT_VALUE_UNFIT", { setting, value, problem });
}
