import { RouseError } from "../errors/rouse-error.js";
import { lastingPath } from "../rouse-exec/lasting-path.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import type { ContainerPlan } from "../units/plan-container.js";
import type { Scope } from "../units/plan-types.js";
import type { ContainerDefinition } from "./definition.js";
import { formatSocketOptions } from "./format-options.js";
import { parseIdle } from "./idle-time.js";
import { parseReady } from "./parse-ready.js";
import { parseRules } from "./parse-rules.js";
import { parseAddresses, parseMaps } from "./parse-sockets.js";
import { requireServiceName } from "./require-service-name.js";

/** A plan without what podman and the service manager have to say. */
type ContainerDraft = Omit<ContainerPlan, "systemdVersion" | "command" | "isRoot">;

/**
 * Plans the container that a definition asks for.
 * @throws a sentence for every word that cannot be read
 */
export function planContainerService(
  definition: ContainerDefinition,
  scope: Scope,
): ContainerDraft {
  const {
    name,
    image,
    listen,
    maps = [],
    args,
    ready = {},
    rules = {},
    withoutGuards = [],
  } = definition;
  requireContainerName(name);
  const addresses = parseAddresses(listen);
  const sockets = { addresses, maps: parseMaps(maps, addresses) };
  const idle = parseIdle(definition.idle);
  const readiness = parseReady(ready, addresses);
  const own = { idle, ready: readiness, rules: parseRules(rules, idle), withoutGuards };
  const known = { name, scope, image, ...sockets, ...own };
  return { ...known, rouseExec: lastingPath(scope), origin: formatOrigin(known, args) };
}

/** Quadlet names the container `systemd-NAME`. @throws SERVICE_NAME_UNFIT */
function requireContainerName(name: string): void {
  requireServiceName(name);
  if (/^[\w.-]+$/.test(name)) return;
  const problem = "the name of a container consists of letters, digits, and _ . -";
  throw new RouseError("SERVICE_NAME_UNFIT", { name, problem });
}

function formatOrigin(
  plan: Omit<ContainerDraft, "rouseExec" | "origin">,
  args: readonly string[] | undefined,
): string {
  const { name, scope, image } = plan;
  return quoteCommand([
    ...["rouse", "podman", name, `--${scope}`, "--image", image, ...formatSocketOptions(plan)],
    ...(args === undefined ? [] : ["--", ...args]),
  ]);
}
