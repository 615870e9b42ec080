import type { UnitChange } from "../../engines/engine.js";
import { changesSettings } from "../../engines/systemd/change/unit-changes.js";
import type { Service } from "../../engines/systemd/inventory/find-services.js";
import { RouseError } from "../../errors/rouse-error.js";
import { parseCommand } from "../../sys/programs/parse-command.js";
import { carryOver } from "../../units/carry-over.js";
import { planAdded } from "../add/add.js";
import { addAdd } from "../add/add-command.js";
import type { AddOptions } from "../add/add-options.js";
import type { PlannedChanges } from "../changes/planned-changes.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { planPodman } from "../podman/podman.js";
import { addPodman } from "../podman/podman-command.js";
import type { PodmanOptions } from "../podman/podman-options.js";
import { SettableOptions } from "./settable-options.js";

/**
 * Plans a service anew, by the command that made it and these settings, `OPTION=VALUE` each. What somebody has edited
 * in its units stays.
 * @throws SET_MALFORMED and its neighbours, ORIGIN_UNREADABLE, UNIT_EDITED; what the command would throw
 */
export async function setOptions(
  service: Service,
  settings: readonly string[],
): Promise<PlannedChanges> {
  requireUtf8(settings);
  const origin = readOrigin(service);
  const options = new SettableOptions(origin.declare);
  const values = options.read(service.name, origin.words);
  const changed = options.change(values, settings);
  const old = await origin.plan(values);
  const fresh = await origin.plan(changed);
  return { ...fresh, changes: merge(service, old.changes, fresh.changes, settings) };
}

interface Origin {
  declare: ConstructorParameters<typeof SettableOptions>[0];
  /** Its options. */
  words: string[];
  plan(values: object): Promise<PlannedChanges>;
}

/** @throws ORIGIN_UNREADABLE */
function readOrigin(service: Service): Origin {
  const all = parseCommand(service.command);
  const dashes = all.indexOf("--");
  const own = dashes === -1 ? all : all.slice(0, dashes);
  const program = dashes === -1 ? undefined : all.slice(dashes + 1);
  const [rouse, verb = "", name, ...words] = own;
  if (rouse === "rouse" && name === service.name) {
    if (verb === "add") {
      const plan = (values: object) => planAdded(service, values as AddOptions, program ?? []);
      return { declare: addAdd, words, plan };
    }
    if (verb === "podman") {
      const plan = (values: object) => planPodman(service, values as PodmanOptions, program);
      return { declare: addPodman, words, plan };
    }
  }
  throw new RouseError("ORIGIN_UNREADABLE", { name: service.name, problem: own.join(" ") });
}

/** Both compare with what is there: with the old options, and with the new ones. */
function merge(
  service: Service,
  old: readonly UnitChange[],
  fresh: readonly UnitChange[],
  settings: readonly string[],
): UnitChange[] {
  const find = (all: readonly UnitChange[], path: string) => all.find((one) => one.path === path);
  const gone = old.filter(({ path }) => find(fresh, path) === undefined);
  const merged = [...fresh, ...gone.map((one) => ({ ...one, after: undefined }))].map((one) => {
    const result = mergeOne(find(old, one.path)?.after, one);
    if ("edited" in result) throw unitEdited(service, one.unit, result.edited, settings);
    return { ...one, after: result.text };
  });
  // The command says so already, and the units do not.
  const edited = old.find(changesSettings);
  if (edited && merged.every(({ before, after }) => before === after)) {
    throw unitEdited(service, edited.unit, "", settings);
  }
  return merged;
}

/** Returns the text of a unit that is there, or comes, or goes; `from` is how the old options would make it. */
function mergeOne(
  from: string | undefined,
  { before, after }: UnitChange,
): { text: string | undefined } | { edited: string } {
  if (before === undefined || from === undefined) return { text: after };
  if (after !== undefined) return carryOver(from, after, before);
  return changesSettings({ before, after: from }) ? { edited: "" } : { text: undefined };
}

function unitEdited(
  { name }: Service,
  unit: string,
  line: string,
  settings: readonly string[],
): RouseError {
  return new RouseError("UNIT_EDITED", { name, unit, line, settings: [...settings] });
}
