import { RouseError } from "../errors/rouse-error.js";
import { escapeUnitName } from "../units/escape-unit-name.js";

/** Unit names have at most 255 bytes, which include an ending such as `-99.service`. */
const longestUnit = 244;

/** Throws unless a service may have this name. @throws SERVICE_NAME_UNFIT */
export function requireServiceName(name: string): void {
  const problem = problemWith(name);
  if (problem) throw new RouseError("SERVICE_NAME_UNFIT", { name, problem });
}

function problemWith(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name !== name.trim()) return "it begins or ends with a space";
  if (/[\p{Cc}\u2028\u2029]/u.test(name))
    return "it contains a line break or another control character";
  if (name.startsWith("-")) return "it would be read as an option";
  if (/^rouse$|^daemon(\.\d+)?$/.test(name)) return "that is the name of Rouse's own daemon";
  const suffix = /\.(service|socket|target|timer|mount|path|slice|scope)$/.exec(name)?.[0];
  if (suffix) return `the name of a service has no ${suffix}`;
  const { length } = escapeUnitName(name);
  if (length > longestUnit)
    return `the names of its units would have ${length} bytes, and 244 is the most`;
  return undefined;
}
