import { RouseError } from "../errors/rouse-error.js";

/** Throws on anything but Linux. */
export function requireLinux(): void {
  const { platform } = process;
  if (platform !== "linux") throw new RouseError("PLATFORM_UNSUPPORTED", { platform });
}
