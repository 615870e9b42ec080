import type { UseDefinition } from "../../definition/parse-use.js";

/** Which connections keep the program awake, as typed. */
export interface UseOptions {
  quietAfter?: string;
}

export function useOf({ quietAfter }: UseOptions): UseDefinition {
  return { quietAfter };
}
