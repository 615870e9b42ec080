import type { z } from "zod";
import {
  type Daemon,
  daemonSchema,
  healthSchema,
  oneServiceSchema,
  servicesSchema,
} from "./documents.js";
import { readHealth, readServices } from "./services.js";

export interface Route {
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly answer: z.ZodType;
  /** Undefined when there is no such thing. */
  readonly read: (daemon: Daemon, parameters: Record<string, string>) => object | undefined;
}

/** The whole interface. All of it only reads, so every route is a GET. */
export const routes: readonly Route[] = [
  {
    path: "/v1",
    operation: "getDaemon",
    summary: "Who answers",
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
    summary: "The services of this user, as rouse-exec reported them",
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

function readService(name: string | undefined): object | undefined {
  const service = readServices().services.find((one) => one.name === name);
  return service && { api_version: 1, service };
}
