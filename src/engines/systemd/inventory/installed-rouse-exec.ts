import { type Identity, readIdentity } from "../../../rouse-exec/identity.js";
import { findNamedRouseExec } from "./find-named-rouse-exec.js";
import type { Service } from "./find-services.js";

/** Returns a function that tells which rouse-exec the units of a service name; it reads each file once. */
export function installedReader(): (service: Service) => Identity | undefined {
  const known = new Map<string, Identity | undefined>();
  return (service) => {
    const path = findNamedRouseExec(service);
    if (path === undefined) return undefined;
    if (!known.has(path)) known.set(path, readIdentity(path));
    return known.get(path);
  };
}
