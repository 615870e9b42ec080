import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Service, stemOf } from "../inventory/find-services.js";
import { hasOwnFolder, reportFile } from "../inventory/report-file.js";
import { userRuntimeFolder } from "../manager/systemctl.js";
import { removeReportFolder } from "./remove-report-folder.js";
import { removeIfEmpty } from "./write-files.js";

/** Removes what rouse-exec left in the runtime folder of a service that is gone. */
export function removeReport(service: Service): void {
  const folders = service.scope === "user" ? [join(userRuntimeFolder(), "rouse")] : systemFolders;
  for (const folder of folders) {
    if (hasOwnFolder(service)) removeReportFolder(join(folder, stemOf(service)));
    else rmSync(reportFile(service), { force: true });
    removeIfEmpty(folder);
  }
}

/** The second belongs to services with DynamicUser=yes; the first has a link to it: systemd.exec(5). */
const systemFolders = ["/run/rouse", "/run/private/rouse"];
