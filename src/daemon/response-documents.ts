import { z } from "zod";
import { busyShape, reportShape } from "../rouse-exec/report.js";
import {
  amount,
  count,
  described,
  listOf,
  oneOf,
  orNull,
  record,
  text,
  time,
  truth,
  type ValueOf,
} from "../rouse-exec/shape.js";
import { stateNames } from "../services/service-state.js";
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

const serviceShape = record({
  name: text,
  scope: oneOf("user", "system", "foreground"),
  unit: orNull(text),
  kind: orNull(oneOf("add", "convert", "podman")),
  state: oneOf(...stateNames),
  why: described(text, "The reason of the state, in a few words."),
  sleeps_at: described(orNull(time), "If no client connects before."),
  listen: described(listOf(text), "Each address as `rouse listen` takes it."),
  connections: described(
    orNull(count),
    "Null while the program does not run, and where all sockets are for datagrams.",
  ),
  memory_bytes: orNull(count),
  wakes: count,
  last_wake_ms: described(orNull(amount), "How long the client that last woke it had to wait."),
  last_activity: orNull(time),
  fails: described(count, "How often in a row its program has failed, while clients wait."),
  next_try: described(orNull(time), "When it is tried again then."),
  gate: described(
    orNull(oneOf("none", "shut", "open")),
    "Shut: its clients wait until its checks pass. Null while nothing runs, and where it is not known.",
  ),
  gate_since: orNull(time),
  gate_failed: described(orNull(text), "The check that failed last, and how."),
  busy: described(orNull(busyShape), "What keeps it awake, as its report says."),
  waits_for: described(
    orNull(record({ name: text, connections: orNull(count) })),
    "Clients wait until this service of the same group sleeps (--one-of).",
  ),
  rouse_exec: described(
    orNull(
      record({
        ...{ version: text, build: orNull(text) },
        installed: described(
          orNull(record({ version: text, build: orNull(text) })),
          "The one that its next start runs.",
        ),
        replaced: described(orNull(truth), "The next start runs another one."),
      }),
    ),
    "The rouse-exec that runs it; null where nothing runs, and where it is not known.",
  ),
  report: described(orNull(reportShape), "What its rouse-exec reported last."),
});

const serviceSchema = schemaOf(serviceShape);

export const servicesSchema = z.object({
  api_version: apiVersion,
  services: z.array(serviceSchema),
  problems: z
    .array(z.string())
    .meta({ description: "What could not be read or asked, one sentence each." }),
});

export const oneServiceSchema = z.object({ api_version: apiVersion, service: serviceSchema });

export type Daemon = z.infer<typeof daemonSchema>;
export type Health = z.infer<typeof healthSchema>;
export type ServiceDocument = ValueOf<typeof serviceShape>;
export type Services = z.infer<typeof servicesSchema>;
export type OneService = z.infer<typeof oneServiceSchema>;
