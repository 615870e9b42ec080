import { RouseError } from "../errors.js";

/** Text in which systemd.unit(5) replaces no specifiers. */
export function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}

/**
 * The value of a setting that systemd takes as it is, without quotes and escapes: a path, a description.
 * @throws UNIT_VALUE_UNFIT
 */
export function plainValue(setting: string, value: string): string {
  const problem = problemOf(value);
  if (problem) throw new RouseError("UNIT_VALUE_UNFIT", { setting, value, problem });
  const text = escapeSpecifiers(value);
  return `${/^\s/.test(text) ? nothing : ""}${text}${/[\s\\]$/.test(text) ? nothing : ""}`;
}

/**
 * The instance name, of a unit without one. White space at the ends of a value is lost, and a backslash at its
 * end continues the line; before or behind a specifier neither is at the end.
 */
const nothing = "%i";

function problemOf(value: string): string | undefined {
  if (value.includes("\n")) return "its value is one line";
  return unfitFor(value);
}

/** systemd drops a line with them: utf8_is_valid() of its sources refuses noncharacters. */
export function unfitFor(value: string): string | undefined {
  if (value.includes("\0")) return "it cannot hold a NUL byte";
  if (/\p{Noncharacter_Code_Point}/u.test(value)) return "systemd does not read noncharacters";
  return undefined;
}
