import type { OneOfDefinition } from "../../definition/parse-one-of.js";

/** Which services a service never runs beside, as typed. */
export interface OneOfOptions {
  oneOf?: string;
  maxWait?: string;
}

export function oneOfOf({ oneOf: group, maxWait }: OneOfOptions): OneOfDefinition {
  return { group, maxWait };
}
