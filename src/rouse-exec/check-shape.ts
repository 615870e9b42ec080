import type { Fields, Shape } from "./shape.js";

export function isOf<V>(value: unknown, shape: Shape<V>): value is V {
  return problemWith(value, shape) === undefined;
}

/**
 * Returns the first thing that is wrong with a value, such as `wakes: expected …`; undefined when nothing is. It is
 * written out for speed: zod takes 5 ms to load, and a hundred reports take less than one.
 */
export function problemWith(value: unknown, shape: Shape): string | undefined {
  switch (shape.kind) {
    case "nullable":
      return value === null ? undefined : problemWith(value, shape.inner);
    case "optional":
      return value === undefined ? undefined : problemWith(value, shape.inner);
    case "list":
      return Array.isArray(value) ? problemWithItems(value, shape.item) : got("a list", value);
    case "record":
      return isRecord(value) ? problemWithFields(value, shape.fields) : got("an object", value);
    case "choice":
      if (shape.values.some((one) => one === value)) return undefined;
      return got(shape.values.map(shown).join(" or "), value);
    default: {
      const { expected, is } = simple[shape.kind];
      return is(value) ? undefined : got(expected, value);
    }
  }
}

type Kinds = Exclude<Shape["kind"], "nullable" | "optional" | "list" | "record" | "choice">;

const simple: Readonly<Record<Kinds, { expected: string; is: (value: unknown) => boolean }>> = {
  text: { expected: "a text", is: (value) => typeof value === "string" },
  truth: { expected: "true or false", is: (value) => typeof value === "boolean" },
  integer: { expected: "a whole number", is: Number.isSafeInteger },
  count: { expected: "a whole number of 0 or more", is: (value) => isInteger(value) && value >= 0 },
  pid: { expected: "the number of a process", is: (value) => isInteger(value) && value > 0 },
  amount: { expected: "a number of 0 or more", is: (value) => isNumber(value) && value >= 0 },
  time: { expected: "a time such as 2026-01-31T12:00:00.000Z", is: isTime },
};

function problemWithItems(values: readonly unknown[], shape: Shape): string | undefined {
  for (const value of values) {
    const problem = problemWith(value, shape);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemWithFields(value: Record<string, unknown>, fields: Fields): string | undefined {
  for (const key in fields) {
    const shape = fields[key];
    const problem = shape && problemWith(value[key], shape);
    if (problem !== undefined) return `${key}: ${problem}`;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isTime(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) {
    return false;
  }
  // Date.parse takes the 30th of February for a day in March.
  return new Date(Date.parse(value)).getUTCDate() === Number(value.slice(8, 10));
}

function got(expected: string, value: unknown): string {
  return `expected ${expected}, got ${shown(value)}`;
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
