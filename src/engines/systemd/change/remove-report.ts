import { join } from "node:path";
import { removeIfEmpty, removeOwnNames } from "../../../sys/folders/remove-own-names.js";
import { type Service, stemOf } from "../inventory/find-services.js";
import { hasOwnFolder, reportFile } from "../inventory/report-file.js";
import { userRuntimeFolder } from "../manager/folders.js";
import { removeFile } from "./write-files.js";

/**
 * The report, and what a rouse-exec that was killed leaves: its lock, and a report that it had begun. report_file.c and
 * report_lock.c in rouse-exec/report name them.
 */
const ours = /^report\.json(\.[0-9a-f]+\.new|\.lock)?$/;

/** Removes what rouse-exec left in the runtime folder of a service that is gone. */
export function removeReport(service: Service): void {
  const folders = service.scope === "user" ? [join(userRuntimeFolder(), "rouse")] : systemFolders;
  for (const folder of folders) {
    if (hasOwnFolder(service)) removeOwnNames(join(folder, stemOf(service)), ours);
    else for (const end of ["", ".lock"]) removeFile(`${reportFile(service)}${end}`);
    removeIfEmpty(folder);
  }
}

/** The second belongs to services with DynamicUser=yes; the first has a link to it: systemd.exec(5). */
const systemFolders = ["/run/rouse", "/run/private/rouse"];
