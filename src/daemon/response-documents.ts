import { z } from "zod";
import { reportFields } from "../rouse-exec/report.js";
import { described, record, truth, type ValueOf } from "../rouse-exec/shape.js";
import { schemaOf } from "./zod-of-shape.js";

/** Every document carries the version of the interface that it follows. */
const apiVersion = z
  .literal(1)
  .meta({ description: "The version of this interface; keys may be added to it." });

export const daemonSchema = z.object({
  api_version: apiVersion,
  service: z.literal("rouse"),
  version: z.string().meta({ description: "The version of Rouse." }),
  pid: z.int().positive(),
  since: z.iso.datetime(),
  activated: z.boolean().meta({ description: "A service manager passed the socket." }),
  endpoints: z
    .array(z.string())
    .meta({ description: "The endpoints at which the daemon can be reached." }),
});

export const healthSchema = z.object({
  api_version: apiVersion,
  status: z.enum(["ok", "degraded"]),
  problems: z
    .array(z.string())
    .meta({ description: "Everything that is wrong, one sentence each." }),
});

const { version: _, ...reported } = reportFields;

const serviceShape = record({
  ...reported,
  supervised: described(
    truth,
    "The rouse-exec that reported this still runs. If not, its last state is shown.",
  ),
});

const serviceSchema = schemaOf(serviceShape);

export const servicesSchema = z.object({
  api_version: apiVersion,
  services: z.array(serviceSchema),
  problems: z
    .array(z.string())
    .meta({ description: "The reports that cannot be read, one sentence each." }),
});

export const oneServiceSchema = z.object({ api_version: apiVersion, service: serviceSchema });

export type Daemon = z.infer<typeof daemonSchema>;
export type Health = z.infer<typeof healthSchema>;
export type ServiceDocument = ValueOf<typeof serviceShape>;
export type Services = z.infer<typeof servicesSchema>;
export type OneService = z.infer<typeof oneServiceSchema>;
