import { z } from "zod";
import type { Shape } from "../rouse-exec/shape.js";

/** Returns the schema that a client checks answers with, and that OpenAPI shows, for values of this shape. */
export function schemaOf<V>(shape: Shape<V>): z.ZodType<V>;
export function schemaOf(shape: Shape): z.ZodType {
  const { description } = shape;
  const schema = bareSchema(shape);
  return description === undefined ? schema : schema.meta({ description });
}

function bareSchema(shape: Shape): z.ZodType {
  switch (shape.kind) {
    case "nullable":
      return schemaOf(shape.inner).nullable();
    case "optional":
      return schemaOf(shape.inner).optional();
    case "list":
      return z.array(schemaOf(shape.item));
    case "record": {
      const fields = Object.entries(shape.fields).map(([key, one]) => [key, schemaOf(one)]);
      return z.object(Object.fromEntries(fields));
    }
    case "choice":
      return choice(shape.values);
    default:
      return simple[shape.kind]();
  }
}

function choice(values: readonly (string | number)[]): z.ZodType {
  const texts = values.filter((value) => typeof value === "string");
  return texts.length === values.length ? z.enum(texts) : z.literal(values);
}

const simple = {
  text: () => z.string(),
  truth: () => z.boolean(),
  integer: () => z.int(),
  count: () => z.int().nonnegative(),
  pid: () => z.int().positive(),
  amount: () => z.number().nonnegative(),
  time: () => z.iso.datetime({ precision: 3 }),
};
