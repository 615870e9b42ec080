import * as z from "zod/mini";
import { parseJson } from "../../sys/programs/parse-json.js";
import type { DaemonIdentity } from "./daemon-identity.js";
import type { RuntimeFile } from "./runtime-file.js";

// zod takes milliseconds to load: import this file where there is a document to check, by import().

const text = z.string().check(z.minLength(1));
/** The largest that pid_max of proc_sys_kernel(5) can be. */
const pid = z.int().check(z.positive(), z.lte(2 ** 22));

const runtimeFileSchema: z.ZodMiniType<RuntimeFile> = z.object({
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

const laterFileSchema = z.object({ version: z.int().check(z.gt(1)) });

const identitySchema = z.object({ service: text, version: text, pid });

/** Returns undefined when the text is no runtime file, and `later` when its version is newer than this program. */
export function parseRuntimeFile(content: string): RuntimeFile | "later" | undefined {
  const value = parseJson(content);
  if (laterFileSchema.safeParse(value).success) return "later";
  return runtimeFileSchema.safeParse(value).data;
}

/** Returns undefined when the text is not the identity of a daemon. */
export function parseIdentity(content: string): DaemonIdentity | undefined {
  return identitySchema.safeParse(parseJson(content)).data;
}
