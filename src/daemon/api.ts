import { type Context, Hono } from "hono";
import { codeOf } from "../errors/has-code.js";
import { answerProblem } from "./http-problem.js";
import { describeRoutes } from "./openapi.js";
import type { Daemon } from "./response-documents.js";
import { type Route, routes } from "./routes.js";

const documentPath = "/v1/openapi.json";

/** Returns the HTTP interface: the routes, the document that describes them, and a problem for everything else. */
export function createApi(version: string, describe: () => Daemon): Hono {
  const api = new Hono();
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
    api.get(path, (context) => answer(context, route, describe())).all(refuseMethod);
  }
  const document = describeRoutes(routes, version);
  api.get(documentPath, (context) => context.json(document)).all(refuseMethod);
  api.notFound((context) =>
    answerProblem(context, 404, {
      code: "ROUTE_UNKNOWN",
      detail: `there is nothing at ${context.req.path}; ${documentPath} lists every path`,
    }),
  );
  api.onError((error, context) =>
    answerProblem(context, 500, { code: codeOf(error) ?? "INTERNAL", detail: error.message }),
  );
  return api;
}

async function answer(context: Context, { read }: Route, daemon: Daemon): Promise<Response> {
  const found = await read(daemon, context.req.param());
  if (found !== undefined) return context.json(found);
  return answerProblem(context, 404, {
    code: "SERVICE_UNKNOWN",
    detail: `there is no service ${context.req.path.split("/").at(-1)}; /v1/services lists the services`,
  });
}

function refuseMethod(context: Context): Response {
  context.header("allow", "GET, HEAD");
  return answerProblem(context, 405, {
    code: "METHOD_REFUSED",
    detail: `expected GET for ${context.req.path}, got ${context.req.method}`,
  });
}
