import { parseExec } from "../units/parse-exec.js";
import { listOf, type OriginalUnit, refused } from "./original-unit.js";

/** ExecStart= in two parts, as the unit has it: its variables and specifiers stay what they are. */
export interface ExecStart {
  /** `-`, `+`, `:` … */
  prefix: string;
  command: string;
}

/** Reads ExecStart= of a unit. @throws CONVERT_REFUSED, UNIT_VALUE_MALFORMED */
export function readExecStart(original: OriginalUnit): ExecStart {
  const { unit } = original;
  const [value, more] = listOf(original, "ExecStart");
  if (value === undefined) throw refused(unit, "it has no ExecStart=");
  if (more !== undefined) throw refused(unit, "it has more than one ExecStart=");
  const [prefix = "", command = ""] = splitPrefix(value);
  const [parsed, second] = parseExec(value);
  const [program = ""] = parsed?.words ?? [];
  const problem = problems.find(({ isThere }) => isThere({ prefix, program }));
  if (problem) throw refused(unit, problem.sentence);
  if (second !== undefined || parsed?.prefix !== prefix) {
    throw refused(unit, `its ExecStart= is not one plain command: ${value}`);
  }
  return { prefix, command };
}

interface Exec {
  prefix: string;
  program: string;
}

const problems: { isThere(exec: Exec): boolean; sentence: string }[] = [
  {
    isThere: ({ prefix }) => prefix.includes("@"),
    sentence:
      "ExecStart=@ gives the program another name than its own, and rouse-exec starts it by its own; " +
      "take the @ and the name out in a drop-in first",
  },
  {
    isThere: ({ program }) => program.startsWith("|"),
    sentence: "ExecStart=| is run by a shell; take the | out in a drop-in first",
  },
  {
    isThere: ({ program }) => program.includes("$"),
    sentence: "the path of its program holds a $, which systemd would take for a variable",
  },
];

/** Splits what stands before a command from the command: `-`, `+`, `:` … */
export function splitPrefix(value: string): string[] {
  return /^([@\-:+!]*)(.*)$/s.exec(value)?.slice(1) ?? [];
}
