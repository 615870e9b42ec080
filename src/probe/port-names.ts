import { readFileSync } from "node:fs";
import { hasCode } from "../errors/has-code.js";

/** Returns the name of a port in services(5), `http` for 80; the first line for a port counts. */
export function findPortName(
  port: number,
  type: "tcp" | "udp",
  file = "/etc/services",
): string | undefined {
  const row = new RegExp(`^([^\\s#]+)[ \\t]+${port}/${type}(?:[\\s#]|$)`, "m");
  return row.exec(readServices(file))?.[1];
}

/** Empty where the file does not exist, as in small containers. */
function readServices(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES")) return "";
    throw error;
  }
}
