import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Service, stemOf } from "../inventory/find-services.js";
import { userRuntimeFolder } from "../manager/systemctl.js";
import { removeIfEmpty } from "./write-files.js";

/** Removes what rouse-exec left in the runtime folder of a service that is gone. */
export function removeReport(service: Service): void {
  const stem = stemOf(service);
  const folders = service.scope === "user" ? [join(userRuntimeFolder(), "rouse")] : systemFolders;
  const names = service.scope === "user" && service.kind !== "podman" ? [`${stem}.json`] : [stem];
  for (const folder of folders) {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
    removeIfEmpty(folder);
  }
}

/** The second belongs to services with DynamicUser=yes; the first has a link to it: systemd.exec(5). */
const systemFolders = ["/run/rouse", "/run/private/rouse"];
