import { RouseError } from "../errors/rouse-error.js";
import type { Address } from "./address.js";
import { expandBarePort } from "./bare-port.js";
import { parseAddress } from "./parse-address.js";

/**
 * The address that a unit or the kernel names, which may be none of ours: undefined then. A bare port is `[::]:PORT`
 * there (systemd.socket(5)).
 */
export function findAddress(text: string): Address | undefined {
  try {
    return parseAddress(expandBarePort(text, "[::]"));
  } catch (error) {
    if (error instanceof RouseError) return undefined;
    throw error;
  }
}
