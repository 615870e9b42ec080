import { RouseError } from "../errors/rouse-error.js";

/** @throws PLATFORM_UNSUPPORTED on everything but Linux */
export function requireLinux(): void {
  const { platform } = process;
  if (platform !== "linux") throw new RouseError("PLATFORM_UNSUPPORTED", { platform });
}
