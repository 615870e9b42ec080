import * as z from "zod/mini";
import type { RuntimeFile } from "./runtime-file.js";

const text = z.string().check(z.minLength(1));
/** The largest that pid_max of proc_sys_kernel(5) can be. */
const pid = z.int().check(z.positive(), z.lte(2 ** 22));

export const runtimeFileSchema: z.ZodMiniType<RuntimeFile> = z.object({
  version: z.literal(1),
  service: text,
  serviceVersion: z.string(),
  pid,
  startTime: z.string().check(z.regex(/^[\da-f-]{36}:\d+$/)),
  pidNamespace: z.string().check(z.regex(/^\d+$/)),
  commandLine: z.array(z.string()).check(z.minLength(1)),
  endpoint: text,
  activated: z.boolean(),
  since: z.iso.datetime(),
  token: z.exactOptional(text),
});

/** Of a program newer than this one: not for us to read, and not broken. */
export const laterFileSchema = z.object({ version: z.int().check(z.gt(1)) });

/** What `GET /.well-known/rouse-daemon` gives. */
export const answerSchema = z.object({ service: text, version: text, pid });
