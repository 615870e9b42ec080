import { visible } from "../errors/rouse-error.js";
import { packageVersion } from "../sys/own-package.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import type { Section } from "./format-unit.js";
import { escapeLine, unescapeLine } from "./one-line.js";
import { requireFit } from "./plain-value.js";
import { assignmentsOf, type UnitText } from "./unit-text.js";

/** By which a unit is known to be ours: its section `[X-Rouse]`, which systemd passes over. */
export interface Mark {
  /** Of the service, as the user typed it. */
  name: string;
  /** Of the Rouse that wrote the unit. */
  version: string;
  kind: "add" | "convert" | "podman";
  /** The shell line that makes the unit again. */
  command: string;
}

/**
 * The first line and the last section of every unit that Rouse writes.
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

/** The mark in a unit; undefined in one that is not ours. */
export function findMark(unit: UnitText): Mark | undefined {
  const [name, version, command] = ["Name", "Version", "Command"].map((key) => read(unit, key));
  const kind = kinds.find((known) => known === read(unit, "Kind"));
  if (name === undefined || version === undefined || command === undefined) return undefined;
  return kind && { name, version, kind, command };
}

const kinds = ["add", "convert", "podman"] as const;

function read(unit: UnitText, key: string): string | undefined {
  const value = assignmentsOf([unit], "X-Rouse", key).at(-1)?.value;
  return value === undefined ? undefined : unescapeLine(value);
}
