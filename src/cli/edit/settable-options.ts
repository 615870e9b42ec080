import { Command, type Option } from "commander";
import { findNear } from "../../errors/near-names.js";
import { RouseError } from "../../errors/rouse-error.js";
import { collect } from "../options/collect-values.js";

/** What a command line of `rouse add` or `rouse podman` gives, by the names of its properties. */
type Values = Record<string, unknown>;

/** Belong to a run of the command, and not to the service. */
const ofTheRun = new Set(["user", "system", "dry-run", "json"]);

/** The options of a command that makes services, as `rouse edit --set` names and changes them. */
export class SettableOptions {
  readonly #command: Command;

  /** `declare` adds the command, with its options, to a program. */
  constructor(declare: (program: Command, command: undefined) => void) {
    const program = new Command();
    declare(program, undefined);
    this.#command = program.commands[0] ?? program;
  }

  /** Reads the options of a command line without its name. @throws ORIGIN_UNREADABLE */
  read(name: string, words: readonly string[]): Values {
    const { unknown } = this.#command.parseOptions([...words]);
    const [problem] = unknown;
    if (problem !== undefined) throw new RouseError("ORIGIN_UNREADABLE", { name, problem });
    return this.#command.opts();
  }

  /**
   * Returns the values with settings, `OPTION=VALUE` each: an empty value is the default, and an option that may be
   * repeated is replaced as a whole.
   * @throws SET_MALFORMED, SET_UNKNOWN, SET_UNFIT
   */
  change(values: Values, settings: readonly string[]): Values {
    const changed = { ...values };
    const parsed = settings.map(parseSetting);
    for (const { name } of parsed) {
      const option = this.#find(name);
      const given = parsed.filter((one) => one.name === name).map(({ value }) => value);
      const value = readValue(option, name, given);
      if (value === undefined) delete changed[option.attributeName()];
      else changed[option.attributeName()] = value;
    }
    return changed;
  }

  #find(name: string): Option {
    const settable = this.#command.options.filter((option) => !ofTheRun.has(nameOf(option)));
    const found = settable.find((option) => nameOf(option) === name);
    if (found !== undefined) return found;
    const names = settable.map(nameOf);
    const near = findNear(
      name.replace(/^(--)?(no-)?/, ""),
      names.map((one) => [one]),
    );
    throw new RouseError("SET_UNKNOWN", { name, near, names });
  }
}

/** An option that leaves something out is set by the name of that: `connect-guard=no`. */
function nameOf(option: Option): string {
  return option.name().replace(/^no-/, "");
}

function parseSetting(text: string): { name: string; value: string } {
  const equals = text.indexOf("=");
  if (equals < 1) throw new RouseError("SET_MALFORMED", { text });
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** Returns what commander would have read; undefined for the default. */
function readValue(option: Option, name: string, given: readonly string[]): unknown {
  const values = given.filter((value) => value !== "");
  const last = given.at(-1) ?? "";
  if (option.mandatory && last === "") {
    throw new RouseError("SET_UNFIT", {
      name,
      value: last,
      expected: "a value: it has no default",
    });
  }
  if (option.parseArg === collect) return values.length === 0 ? undefined : values;
  if (option.required) return last === "" ? undefined : last;
  if (!["yes", "no", ""].includes(last)) {
    throw new RouseError("SET_UNFIT", { name, value: last, expected: "yes or no" });
  }
  const isDefault = last === "" || (last === "yes") === option.negate;
  return isDefault ? undefined : last === "yes";
}
