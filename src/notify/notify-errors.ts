import { RouseError } from "../errors/rouse-error.js";

/** NOTIFY_MALFORMED with the errno that libsystemd has for it. */
export function malformed(assignment: string, problem: string, errno = "EINVAL"): RouseError {
  return new RouseError("NOTIFY_MALFORMED", { assignment, problem, errno });
}

/** A value as a sentence shows it: short, and whatever it is. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : printed(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function printed(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  return value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
