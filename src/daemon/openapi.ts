import { z } from "zod";
import { problemSchema } from "./http-problem.js";
import type { Route } from "./routes.js";

/** Returns an OpenAPI 3.1 document that describes the routes. */
export function describeRoutes(routes: readonly Route[], version: string): object {
  return {
    openapi: "3.1.0",
    info: { title: "Rouse", version, license: { name: "MIT", identifier: "MIT" } },
    paths: Object.fromEntries(
      routes.map((route) => [route.path, { get: describeOperation(route) }]),
    ),
    components: {
      schemas: {
        ...Object.fromEntries(routes.map((route) => [nameOf(route), schemaOf(route.answer)])),
        Problem: schemaOf(problemSchema),
      },
    },
  };
}

function describeOperation(route: Route): object {
  const { path, operation, summary } = route;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    operationId: operation,
    summary,
    parameters: names.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    responses: {
      200: {
        description: summary,
        content: { "application/json": { schema: refer(nameOf(route)) } },
      },
      default: {
        description: "What went wrong",
        content: {
          "application/problem+json": { schema: refer("Problem") },
        },
      },
    },
  };
}

/** Returns the name of the schema of an answer: `Services` for getServices. */
function nameOf({ operation }: Route): string {
  return operation.replace(/^get/, "");
}

function refer(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

/** Returns JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output", reused: "inline" });
  return rest;
}
