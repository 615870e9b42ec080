import { notifyMalformed, shown } from "./notify-errors.js";

/** Returns the text of a value of an assignment. @throws NOTIFY_MALFORMED */
export type Write = (value: unknown, assignment: string) => string;

const u64Max = 2n ** 64n - 1n;

export const flag: Write = (value, assignment) => {
  if (value === true) return "1";
  throw notifyMalformed(assignment, `expected true, or to be left out, got ${shown(value)}`);
};

export function choice(words: Record<string, string>): Write {
  return (value, assignment) => {
    const word =
      typeof value === "string" && Object.hasOwn(words, value) ? words[value] : undefined;
    if (word !== undefined) return word;
    const expected = Object.keys(words).join(", ");
    throw notifyMalformed(assignment, `expected one of ${expected}, got ${shown(value)}`);
  };
}

export function integer(least: number, most: number): Write {
  return (value, assignment) => {
    if (isIntegerFrom(value, least, most)) return String(value);
    const problem = `expected a whole number from ${least} to ${most}, got ${shown(value)}`;
    throw notifyMalformed(assignment, problem);
  };
}

function isIntegerFrom(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

/** For microseconds and inodes, which have 64 bits: a number is exact only up to 2^53. */
export function unsigned(least = 0n, most = u64Max): Write {
  return (value, assignment) => {
    const exact = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof exact === "bigint" && exact >= least && exact <= most) return String(exact);
    const problem = `expected a whole number from ${least} to ${most}, got ${shown(value)}`;
    throw notifyMalformed(assignment, problem);
  };
}

/** A safe string in the sense of systemd, which ignores the assignment of any other, or does worse. */
export const plainAscii: Write = (value, assignment) => {
  if (typeof value === "string" && /^[\x20-\x7e]*$/.test(value) && !/["'\\]/.test(value))
    return value;
  throw notifyMalformed(
    assignment,
    `expected ASCII without quotes and backslashes, got ${shown(value)}`,
  );
};

/** One line of UTF-8. Noncharacters such as U+FFFF make systemd drop the value. */
export const line: Write = (value, assignment) => {
  if (typeof value !== "string")
    throw notifyMalformed(assignment, `expected text, got ${shown(value)}`);
  if (/[\n\0]/.test(value))
    throw notifyMalformed(assignment, `expected one line without NUL, got ${shown(value)}`);
  if (/[\p{Surrogate}\p{Noncharacter_Code_Point}]/u.test(value))
    throw notifyMalformed(
      assignment,
      `expected characters that UTF-8 can carry, got ${shown(value)}`,
    );
  return value;
};

const errorNumber = integer(0, 4095);

export const errorCode: Write = (value, assignment) => {
  if (typeof value === "string" && /^E[A-Z0-9]+$/.test(value)) return value;
  if (typeof value === "number") return errorNumber(value, assignment);
  throw notifyMalformed(
    assignment,
    `expected a number or a name such as ENOENT, got ${shown(value)}`,
  );
};

/** fdname_is_valid() of systemd, which keeps a descriptor with an invalid name as `stored`. */
export const descriptorName: Write = (value, assignment) => {
  if (typeof value === "string" && /^[\x20-\x39\x3b-\x7e]{0,255}$/.test(value)) return value;
  const expected = "expected at most 255 printable ASCII characters and no colon";
  throw notifyMalformed(assignment, `${expected}, got ${shown(value)}`);
};
