import { z } from "zod";
import { reportSchema } from "../rouse-exec/report.js";

/** Every document says by which version of this interface it is to be read. */
const apiVersion = z
  .literal(1)
  .meta({ description: "Of the interface; a key may be added to it." });

export const daemonSchema = z.object({
  api_version: apiVersion,
  service: z.literal("rouse"),
  version: z.string().meta({ description: "Of Rouse." }),
  pid: z.int().positive(),
  since: z.iso.datetime(),
  activated: z.boolean().meta({ description: "A service manager passed the socket." }),
  endpoints: z.array(z.string()).meta({ description: "Where it can be reached." }),
});

export const healthSchema = z.object({
  api_version: apiVersion,
  status: z.enum(["ok", "degraded"]),
  problems: z.array(z.string()).meta({ description: "What is wrong, a sentence each." }),
});

export const serviceSchema = reportSchema.omit({ version: true }).extend({
  supervised: z.boolean().meta({
    description: "The rouse-exec that reported this still runs. If not, its last state is shown.",
  }),
});

export const servicesSchema = z.object({
  api_version: apiVersion,
  services: z.array(serviceSchema),
  problems: z
    .array(z.string())
    .meta({ description: "Reports that cannot be read, a sentence each." }),
});

export const oneServiceSchema = z.object({ api_version: apiVersion, service: serviceSchema });

export type Daemon = z.infer<typeof daemonSchema>;
export type Health = z.infer<typeof healthSchema>;
export type Service = z.infer<typeof serviceSchema>;
export type Services = z.infer<typeof servicesSchema>;
export type OneService = z.infer<typeof oneServiceSchema>;
