import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";

/** The units that Rouse 0.1.0 wrote, with a port and a rouse-exec of their own, in `test/older-units`. */
export function olderUnits(kind: string, port: number, rouseExec: string): Map<string, string> {
  const folder = join(root, "test/older-units/0.1.0", kind);
  return new Map(
    readdirSync(folder).map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const own = text.replaceAll("18080", String(port));
      // `rouse add` leaves it out where it would hide rouse-exec.
      const seen = rouseExec.startsWith("/tmp/") ? own.replace("PrivateTmp=yes\n", "") : own;
      return [name, seen.replaceAll("/opt/rouse-0.1.0/rouse-exec", rouseExec)];
    }),
  );
}
