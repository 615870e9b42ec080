import { valuesIn } from "./own-options.js";

/** Which services it takes turns with. */
interface Turns {
  group: string;
  /** As rouse-exec reads it: a SPAN. */
  maxWait: string | undefined;
}

/** Reads the options of a rouse-exec; undefined where it runs beside all. */
export function findTurns(options: readonly string[]): Turns | undefined {
  const [value] = valuesIn(options, "--one-of=");
  const group = value === undefined ? undefined : /([^/,]+)(,|$)/.exec(value)?.[1];
  if (group === undefined) return undefined;
  return { group, maxWait: valuesIn(options, "--max-wait=")[0] };
}

/** `gpu: it never runs beside another service of this group` */
export function formatTurns({ group, maxWait }: Turns): string {
  const isNever = maxWait === undefined || /^(0|infinity)$/.test(maxWait);
  const leave = isNever ? "" : `; one that is in use is stopped after it has waited ${maxWait}`;
  return `${group}: it never runs beside another service of this group${leave}`;
}
