import { existsSync, readFileSync } from "node:fs";
import { hasCode } from "../../../errors/has-code.js";
import { parseExec } from "../../../units/parse-exec.js";
import { parseUnit } from "../../../units/parse-unit.js";
import { assignmentsOf } from "../../../units/unit-assignments.js";
import type { Service } from "./find-services.js";

/**
 * Returns the rouse-exec that the units of a service name, by its files; undefined where another program stands, and
 * where they cannot be read.
 */
export function findNamedRouseExec(service: Pick<Service, "files" | "kind">): string | undefined {
  try {
    return readNamed(service);
  } catch (error) {
    if (hasCode(error, "EACCES", "UNIT_MALFORMED", "UNIT_VALUE_MALFORMED")) return undefined;
    throw error;
  }
}

function readNamed({ files, kind }: Pick<Service, "files" | "kind">): string | undefined {
  const texts = files
    .filter((file) => !file.endsWith(".socket") && existsSync(file))
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));
  const [only, ...more] = texts;
  const plain = kind !== "podman" && only && more.length === 0 ? findPlain(only.text) : undefined;
  if (plain !== undefined) return plain;
  const units = texts.map(({ file, text }) => parseUnit(text, file));
  if (kind === "podman") {
    const volumes = assignmentsOf(units, "Container", "Volume").map(({ value }) => value);
    return volumes.find((value) => value.endsWith(mounted))?.slice(0, -mounted.length);
  }
  const line = assignmentsOf(units, "Service", "ExecStart").at(-1)?.value ?? "";
  const path = parseExec(line)[0]?.words[0]?.replaceAll("%%", "%");
  return path?.endsWith("/rouse-exec") ? path : undefined;
}

/**
 * Finds it without parsing the unit, which would take `rouse ls` tens of milliseconds for a hundred services: in a text
 * without continued lines, with one command, whose path needs no quotes.
 */
function findPlain(text: string): string | undefined {
  const [command, ...others] = text.match(/^[ \t]*ExecStart[ \t]*=.*\S.*$/gm) ?? [];
  if (command === undefined || others.length > 0 || text.includes("\\\n")) return undefined;
  return /^ExecStart=(\/[\w./@+-]*\/rouse-exec) /.exec(command)?.[1];
}

const mounted = ":/rouse-exec:ro";
