/**
 * What a value of a report has to be, as data: the check of every report, its type, and the schemas of the daemon's
 * interface are all made from it, so that they cannot disagree.
 */
export type Shape<Value = unknown> = (
  | { readonly kind: "text" | "truth" | "integer" | "count" | "pid" | "amount" | "time" }
  | { readonly kind: "choice"; readonly values: readonly (string | number)[] }
  | { readonly kind: "nullable" | "optional"; readonly inner: Shape }
  | { readonly kind: "list"; readonly item: Shape }
  | { readonly kind: "record"; readonly fields: Fields }
) & { readonly description?: string; readonly [type]?: Value };

/** The key of a property that no shape has: it only tells the compiler the type of the values. */
declare const type: unique symbol;

export type Fields = Readonly<Record<string, Shape>>;

/** The type of the values that have this shape. */
export type ValueOf<S extends Shape> = S extends Shape<infer Value> ? Value : never;

export const text: Shape<string> = { kind: "text" };
export const truth: Shape<boolean> = { kind: "truth" };
export const integer: Shape<number> = { kind: "integer" };
/** An integer of 0 or more. */
export const count: Shape<number> = { kind: "count" };
/** The number of a process, 1 or more. */
export const pid: Shape<number> = { kind: "pid" };
/** A finite number of 0 or more. */
export const amount: Shape<number> = { kind: "amount" };
/** RFC 3339 in UTC, with milliseconds. */
export const time: Shape<string> = { kind: "time" };

export function oneOf<const V extends string | number>(...values: V[]): Shape<V> {
  return { kind: "choice", values };
}

export function orNull<V>(inner: Shape<V>): Shape<V | null> {
  return { kind: "nullable", inner };
}

/** A key that the reports of an earlier version, which may still run, do not have. */
export function optional<V>(inner: Shape<V>): Shape<V | undefined> {
  return { kind: "optional", inner };
}

export function listOf<V>(item: Shape<V>): Shape<V[]> {
  return { kind: "list", item };
}

export function record<F extends Fields>(fields: F): Shape<{ [K in keyof F]: ValueOf<F[K]> }> {
  return { kind: "record", fields };
}

/** Adds a description, which the document of the daemon's interface shows. */
export function described<V>(shape: Shape<V>, description: string): Shape<V> {
  return { ...shape, description };
}
