import { rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";
import { type Service, stemOf } from "../inventory/find-services.js";
import { managerEnvironment } from "../manager/manager.js";

/** Removes what rouse-exec left in the runtime folder of a service that is gone. */
export function removeReport(service: Service): void {
  const stem = stemOf(service);
  const folders = service.scope === "user" ? [userFolder()] : systemFolders;
  const names = service.scope === "user" && service.kind !== "podman" ? [`${stem}.json`] : [stem];
  for (const folder of folders) {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
    removeIfEmpty(folder);
  }
}

/** The second is that of services with DynamicUser=yes; in the first there is a link to it: systemd.exec(5). */
const systemFolders = ["/run/rouse", "/run/private/rouse"];

function userFolder(): string {
  return join(managerEnvironment().XDG_RUNTIME_DIR ?? "/", "rouse");
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTEMPTY")) throw error;
  }
}
