import { formatTurn, type TurnRule } from "../rouse-exec/rules.js";
import type { Setting } from "./format-unit.js";
import { quoteExecWord } from "./quote-exec.js";

/** Where the tickets of a group are: rouse-exec finds the same folder for what runs without systemd. */
export function turnFolder({ group }: TurnRule): string {
  return `%t/rouse/one-of/${group}`;
}

/** Returns the words of ExecStart= that say with which services the one of this name takes turns. */
export function turnWords(turn: TurnRule | undefined, name: string): string[] {
  if (turn === undefined) return [];
  const words = formatTurn({ ...turn, group: turnFolder(turn), name });
  return words.map((word) => quoteExecWord(word).replace("=%%t/", "=%t/"));
}

/**
 * Several users take part in a group of the system, as in /tmp: the folder is root's, and each user removes only its own
 * tickets. The `+` has it made by root, outside the sandbox.
 */
export function sharedFolder(turn: TurnRule, prefix: "+" | "" = "+"): Setting {
  return ["ExecStartPre", `${prefix}/usr/bin/install -d -m 1777 ${turnFolder(turn)}`];
}

/** Where all but its own folders is read-only to a service. */
export function writableFolder(turn: TurnRule): Setting {
  return ["ReadWritePaths", `-${turnFolder(turn)}`];
}
