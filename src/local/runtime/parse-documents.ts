import { parseJson } from "../../sys/programs/parse-json.js";
import type { DaemonIdentity } from "../admission/answer-identity.js";
import type { RuntimeFile } from "./runtime-file.js";
import { answerSchema, laterFileSchema, runtimeFileSchema } from "./schema.js";

/** Undefined when the text is no runtime file; `later` when it is one of a version that is not known here. */
export function parseRuntimeFile(text: string): RuntimeFile | "later" | undefined {
  const value = parseJson(text);
  if (laterFileSchema.safeParse(value).success) return "later";
  return runtimeFileSchema.safeParse(value).data;
}

/** Undefined when the text is no answer to a probe. */
export function parseAnswer(text: string): DaemonIdentity | undefined {
  return answerSchema.safeParse(parseJson(text)).data;
}
