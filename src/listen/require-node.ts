import { RouseError } from "../errors/rouse-error.js";

/**
 * Refuses Bun and Deno, which would silently serve another address: Bun listens on a port of its choice for
 * `listen({ fd })`, and Deno does not know `fd`.
 * @throws LISTEN_RUNTIME_UNSUPPORTED
 */
export function requireNode(): void {
  if (process.versions.bun) refuse("Bun");
  requireDescriptors();
}

/**
 * Refuses Deno, which lets a program use only descriptors that it opened itself: passed ones look closed.
 * @throws LISTEN_RUNTIME_UNSUPPORTED
 */
export function requireDescriptors(): void {
  if (process.versions.deno) refuse("Deno");
}

function refuse(runtime: string): never {
  throw new RouseError("LISTEN_RUNTIME_UNSUPPORTED", { runtime });
}
