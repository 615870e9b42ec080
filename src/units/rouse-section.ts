import { visible } from "../errors/rouse-error.js";
import { packageVersion } from "../sys/own-package.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { escapeLine, unescapeLine } from "./escape-line.js";
import type { Section } from "./format-unit.js";
import { requireFit } from "./plain-value.js";
import { findServiceKind, type ServiceKind } from "./service-kind.js";
import { assignmentsOf, type UnitText } from "./unit-assignments.js";

/** The section `[X-Rouse]`, by which Rouse knows its own units; systemd passes over it. */
export interface Mark {
  /** The name of the service, as the user typed it. */
  name: string;
  /** The version of the Rouse that wrote the unit. */
  version: string;
  kind: ServiceKind;
  /** The shell line that makes the unit again. */
  command: string;
}

/**
 * Returns the first line and the last section of every unit that Rouse writes.
 * @throws UNIT_VALUE_UNFIT
 */
export function formatMark(mark: Omit<Mark, "version">): { head: string; section: Section } {
  requireFit("Name=", mark.name);
  requireFit("Command=", mark.command);
  const version = packageVersion();
  const change = mark.kind === "convert" ? "convert" : "edit";
  const word = visible(quoteCommand([mark.name]));
  const head = `# Written by rouse ${version}. Change it with: rouse ${change} ${word}\n`;
  const settings = [
    ["Name", escapeLine(mark.name)],
    ["Version", version],
    ["Kind", mark.kind],
    ["Command", escapeLine(mark.command)],
  ] as const;
  return { head, section: ["X-Rouse", settings] };
}

/** Returns the mark of a unit; undefined for one that Rouse did not write. */
export function findMark(unit: UnitText): Mark | undefined {
  const [name, version, command] = ["Name", "Version", "Command"].map((key) => read(unit, key));
  const kind = findServiceKind(read(unit, "Kind"));
  if (name === undefined || version === undefined || command === undefined) return undefined;
  return kind && { name, version, kind, command };
}

function read(unit: UnitText, key: string): string | undefined {
  const value = assignmentsOf([unit], "X-Rouse", key).at(-1)?.value;
  return value === undefined ? undefined : unescapeLine(value);
}
