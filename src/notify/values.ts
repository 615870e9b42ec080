import { malformed, shown } from "./notify-errors.js";

/** Writes the value of an assignment, or refuses it. */
export type Write = (value: unknown, assignment: string) => string;

const u64Max = 2n ** 64n - 1n;

export const flag: Write = (value, assignment) => {
  if (value === true) return "1";
  throw malformed(assignment, `expected true, or to be left out, got ${shown(value)}`);
};

export function choice(words: Record<string, string>): Write {
  return (value, assignment) => {
    const word =
      typeof value === "string" && Object.hasOwn(words, value) ? words[value] : undefined;
    if (word !== undefined) return word;
    const expected = Object.keys(words).join(", ");
    throw malformed(assignment, `expected one of ${expected}, got ${shown(value)}`);
  };
}

export function integer(least: number, most: number): Write {
  return (value, assignment) => {
    if (isIntegerFrom(value, least, most)) return String(value);
    const problem = `expected a whole number from ${least} to ${most}, got ${shown(value)}`;
    throw malformed(assignment, problem);
  };
}

function isIntegerFrom(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

/** Microseconds and inodes: 64 bits, where a number is exact to 2^53. */
export function unsigned(least = 0n, most = u64Max): Write {
  return (value, assignment) => {
    const exact = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof exact === "bigint" && exact >= least && exact <= most) return String(exact);
    const problem = `expected a whole number from ${least} to ${most}, got ${shown(value)}`;
    throw malformed(assignment, problem);
  };
}

/** What systemd calls a safe string; the assignment would be ignored, or worse, with another. */
export const plainAscii: Write = (value, assignment) => {
  if (typeof value === "string" && /^[\x20-\x7e]*$/.test(value) && !/["'\\]/.test(value))
    return value;
  throw malformed(assignment, `expected ASCII without quotes and backslashes, got ${shown(value)}`);
};

/** One line of UTF-8 as systemd reads it: noncharacters such as U+FFFF make it drop the value. */
export const line: Write = (value, assignment) => {
  if (typeof value !== "string") throw malformed(assignment, `expected text, got ${shown(value)}`);
  if (/[\n\0]/.test(value))
    throw malformed(assignment, `expected one line without NUL, got ${shown(value)}`);
  if (/[\p{Surrogate}\p{Noncharacter_Code_Point}]/u.test(value))
    throw malformed(assignment, `expected characters that UTF-8 can carry, got ${shown(value)}`);
  return value;
};

const errorNumber = integer(0, 4095);

export const errorCode: Write = (value, assignment) => {
  if (typeof value === "string" && /^E[A-Z0-9]+$/.test(value)) return value;
  if (typeof value === "number") return errorNumber(value, assignment);
  throw malformed(assignment, `expected a number or a name such as ENOENT, got ${shown(value)}`);
};

/** fdname_is_valid of systemd; with another name the descriptor would be kept as `stored`. */
export const descriptorName: Write = (value, assignment) => {
  if (typeof value === "string" && /^[\x20-\x39\x3b-\x7e]{0,255}$/.test(value)) return value;
  const expected = "expected at most 255 printable ASCII characters and no colon";
  throw malformed(assignment, `${expected}, got ${shown(value)}`);
};
