import { z } from "zod";

const time = z.iso.datetime({ precision: 3 });
const pid = z.int().positive();

const socket = z.object({
  name: z.string(),
  address: z.string().meta({ description: "As `rouse-exec --listen` takes it." }),
  type: z.string(),
  adopted: z.boolean().meta({ description: "A bind of the program was answered with it." }),
  listening: z.boolean(),
});

const bind = z.object({ address: z.string(), type: z.string(), pid });

const exit = z.object({
  code: z.int().nullable(),
  signal: z.int().nullable(),
  reason: z.enum(["idle", "signal", "exit"]),
});

/** The report file of rouse-exec (its manual, --report): times in RFC 3339 UTC, a key names its unit. */
export const reportSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  pid: pid.meta({ description: "Of rouse-exec." }),
  program_pid: pid.nullable(),
  state: z.enum(["waiting", "starting", "running", "stopping", "exited", "failed"]),
  since: time.nullable(),
  sockets: z.array(socket),
  unmatched: z.array(bind).meta({ description: "Binds that the kernel answered." }),
  connections: z.int().nonnegative().nullable(),
  last_activity: time.nullable(),
  idle_after_s: z.number().nonnegative().nullable(),
  sleeps_at: time.nullable(),
  wakes: z.int().nonnegative(),
  started_at: time.nullable(),
  ready_at: time.nullable(),
  cold_start_ms: z.number().nonnegative().nullable(),
  last_exit: exit.nullable(),
});

export type Report = z.infer<typeof reportSchema>;
