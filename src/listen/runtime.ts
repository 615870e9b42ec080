import { RouseError } from "../errors.js";

/**
 * Bun takes `listen({ fd })` for a port of its own choice, and Deno knows no `fd`: neither may serve elsewhere
 * in silence.
 * @throws LISTEN_RUNTIME_UNSUPPORTED
 */
export function requireNode(): void {
  const { bun, deno } = process.versions;
  const runtime = bun ? "Bun" : deno ? "Deno" : undefined;
  if (runtime) throw new RouseError("LISTEN_RUNTIME_UNSUPPORTED", { runtime });
}
