import type { z } from "zod";
import {
  type Daemon,
  daemonSchema,
  healthSchema,
  oneServiceSchema,
  servicesSchema,
} from "./response-documents.js";
import { readHealth, readService, readServices } from "./services.js";

export interface Route {
  /** The path as OpenAPI writes it: `/v1/services/{name}`. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly answer: z.ZodType;
  /** Returns undefined when there is no such thing. */
  readonly read: (
    daemon: Daemon,
    parameters: Record<string, string>,
  ) => object | undefined | Promise<object | undefined>;
}

/** The whole interface. It only reads, so every route is a GET. */
export const routes: readonly Route[] = [
  {
    path: "/v1",
    operation: "getDaemon",
    summary: "The daemon that answers",
    answer: daemonSchema,
    read: (daemon) => daemon,
  },
  {
    path: "/v1/health",
    operation: "getHealth",
    summary: "Whether something is wrong",
    answer: healthSchema,
    read: readHealth,
  },
  {
    path: "/v1/services",
    operation: "getServices",
    summary: "The services of this user, as `rouse ls` shows them",
    answer: servicesSchema,
    read: readServices,
  },
  {
    path: "/v1/services/{name}",
    operation: "getService",
    summary: "One service",
    answer: oneServiceSchema,
    read: (_, { name }) => readService(name),
  },
];
