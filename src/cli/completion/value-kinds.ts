import type { CommandShape, Value } from "./command-tree.js";
import { type ValueKind, valueKinds } from "./placeholders.js";

/** Returns the choices of a value that has some, or the kind of its placeholder. */
export function kindOf({ placeholder, choices }: Value): ValueKind {
  if (choices.length === 0) return valueKinds[placeholder] ?? { from: "nothing" };
  return { from: "words", words: choices.map((choice) => [choice, ""]) };
}

/** Returns one name for all values that are completed alike. */
export function keyOf({ placeholder, choices }: Value): string {
  return choices.length === 0 ? placeholder : `${placeholder}=${choices.join("|")}`;
}

/** Returns the values that a command and those below it take, each once. */
export function valuesOf(command: CommandShape): Value[] {
  return [...new Map(allValues(command).map((value) => [keyOf(value), value])).values()];
}

function allValues({ options, arguments: own, commands }: CommandShape): Value[] {
  return [...options.flatMap(({ value }) => value ?? []), ...own, ...commands.flatMap(allValues)];
}
