import { RouseError } from "../errors/rouse-error.js";

/**
 * Bun takes `listen({ fd })` for a port of its own choice, and Deno knows no `fd`: neither may serve elsewhere
 * in silence.
 * @throws LISTEN_RUNTIME_UNSUPPORTED
 */
export function requireNode(): void {
  if (process.versions.bun) refuse("Bun");
  requireDescriptors();
}

/**
 * Deno gives a program no descriptor but its own: the passed ones look closed.
 * @throws LISTEN_RUNTIME_UNSUPPORTED
 */
export function requireDescriptors(): void {
  if (process.versions.deno) refuse("Deno");
}

function refuse(runtime: string): never {
  throw new RouseError("LISTEN_RUNTIME_UNSUPPORTED", { runtime });
}
