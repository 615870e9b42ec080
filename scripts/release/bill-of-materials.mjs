import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes rouse-VERSION.cdx.json: what the npm package depends on, from package-lock.json, as `npm sbom` writes it in
 * CycloneDX. npm puts a random number, the clock and the name of the folder into it, which are replaced here. Returns
 * its name.
 */
export function makeBillOfMaterials({ root, version, seconds, out }) {
  const argv = ["sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only"];
  const bill = JSON.parse(execFileSync("npm", argv, { cwd: root, maxBuffer: 2 ** 26 }));
  bill.serialNumber = `urn:uuid:${uuidOf(readFileSync(join(root, "package-lock.json")))}`;
  bill.metadata.timestamp = new Date(seconds * 1000).toISOString();
  bill.metadata.component.name = "rouse";
  const name = `rouse-${version}.cdx.json`;
  writeFileSync(join(out, name), `${JSON.stringify(bill, undefined, 2)}\n`);
  return name;
}

/** Returns a UUID that depends on these bytes alone: version 8 of RFC 9562. */
function uuidOf(bytes) {
  const hex = createHash("sha256").update(bytes).digest("hex");
  const variant = ((Number.parseInt(hex[16], 16) & 3) | 8).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
