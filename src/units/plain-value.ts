import { RouseError } from "../errors/rouse-error.js";

/** Returns text in which systemd.unit(5) replaces no specifiers. */
export function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}

/**
 * Returns the value of a setting that systemd reads without quotes and escapes: a path, a description.
 * @throws UNIT_VALUE_UNFIT
 */
export function plainValue(setting: string, value: string): string {
  requireFit(setting, value);
  if (/[\n\r]/.test(value)) throw unfit(setting, value, "its value is one line");
  const text = escapeSpecifiers(value);
  return `${/^\s/.test(text) ? nothing : ""}${text}${/[\s\\]$/.test(text) ? nothing : ""}`;
}

/**
 * The instance name, which is empty in a unit that is no instance. White space at the ends of a value is lost, and a
 * backslash at its end continues the line: beside this specifier, neither stands at the end.
 */
const nothing = "%i";

/**
 * Throws for text that no unit can hold. Noncharacters are not UTF-8 for systemd: it refuses a unit that has them, and
 * where an escape hides them, `systemctl show` of the unit fails.
 * @throws UNIT_VALUE_UNFIT
 */
export function requireFit(setting: string, value: string): void {
  if (value.includes("\0")) throw unfit(setting, value, "a unit holds no NUL byte");
  if (!/\p{Noncharacter_Code_Point}/u.test(value)) return;
  throw unfit(setting, value, "systemd takes no Unicode noncharacters");
}

/** Returns the error that says why a value cannot be written. */
export function unfit(setting: string, value: string, problem: string): RouseError {
  return new RouseError("UNIT_VALUE_UNFIT", { setting, value, problem });
}
