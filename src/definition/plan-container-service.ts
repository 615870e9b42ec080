import { formatMap, parseMap } from "../address/map.js";
import { parseAddress } from "../address/parse-address.js";
import { RouseError } from "../errors/rouse-error.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { formatSpan, parseSpan } from "../time/span.js";
import type { ContainerPlan } from "../units/plan-container.js";
import type { Scope } from "../units/types.js";
import { checkNames } from "./check-names.js";
import { defaultIdle } from "./idle.js";
import { findLastingRouseExec, formatListen } from "./plan-service.js";
import type { PodmanOptions } from "./podman-options.js";
import { requireServiceName } from "./require-service-name.js";
import { requireUtf8 } from "./require-utf8.js";

const example = "rouse podman web --image docker.io/traefik/whoami --listen 8080";

/** All of a plan but what podman and the service manager say. */
export type ContainerDraft = Omit<ContainerPlan, "systemdVersion" | "command" | "isRoot">;

/**
 * What `rouse podman NAME …` asks for; `args` go to the program in the image.
 * @throws for every word that cannot be read, a sentence
 */
export function planContainerService(
  name: string,
  options: PodmanOptions,
  args: readonly string[] | undefined,
  scope: Scope,
): ContainerDraft {
  const { image, listen = [], map = [], idle = defaultIdle } = options;
  if (listen.length === 0) throw new RouseError("ADDRESS_MISSING", { example });
  requireUtf8([name, ...listen, ...map, ...(args ?? [])]);
  requireContainerName(name);
  const addresses = listen.map((text) => parseAddress(text, { barePort: "loopback" }));
  const maps = map.map(parseMap);
  checkNames(addresses, maps);
  const known = { name, scope, image, addresses, maps, idle: parseSpan(idle) };
  return { ...known, rouseExec: findLastingRouseExec(), origin: formatOrigin(known, args) };
}

/** Quadlet names the container `systemd-NAME`. @throws SERVICE_NAME_UNFIT */
function requireContainerName(name: string): void {
  requireServiceName(name);
  if (/^[\w.-]+$/.test(name)) return;
  const problem = "a container has letters, digits, and _ . - in its name";
  throw new RouseError("SERVICE_NAME_UNFIT", { name, problem });
}

function formatOrigin(
  { name, scope, image, addresses, maps, idle }: Omit<ContainerDraft, "rouseExec" | "origin">,
  args: readonly string[] | undefined,
): string {
  return quoteCommand([
    ...["rouse", "podman", name, `--${scope}`, "--image", image],
    ...addresses.flatMap((address) => ["--listen", formatListen(address)]),
    ...maps.flatMap((map) => ["--map", formatMap(map)]),
    ...["--idle", formatSpan(idle)],
    ...(args === undefined ? [] : ["--", ...args]),
  ]);
}
