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
  const paths = [...new Set([...fresh, ...old].map(({ path }) => path))];
  const merged = paths.map((path) => {
    const [was, is] = [old, fresh].map((all) => all.find((one) => one.path === path));
    return mergeOne(service, was, is, settings);
  });
  const edited = old.find(({ before, after }) => changesSettings({ before, after }));
  if (edited && merged.every(({ before, after }) => before === after)) {
    throw unitEdited(service, edited.unit, "", settings);
  }
  return merged;
}

/** A unit that is there, or comes, or goes. */
function mergeOne(
  service: Service,
  was: UnitChange | undefined,
  is: UnitChange | undefined,
  settings: readonly string[],
): UnitChange {
  const one = is ?? was;
  if (one === undefined) throw new Error("a unit of neither");
  const [from, to, text] = [was?.after, is?.after, one.before];
  if (text === undefined || from === undefined) return { ...one, after: to ?? text };
  if (to === undefined) {
    if (changesSettings({ before: text, after: from })) {
      throw unitEdited(service, one.unit, "", settings);
    }
    return { ...one, after: undefined };
  }
  const carried = carryOver(from, to, text);
  if ("edited" in carried) throw unitEdited(service, one.unit, carried.edited, settings);
  return { ...one, after: carried.text };
}

function unitEdited(
  { name }: Service,
  unit: string,
  line: string,
  settings: readonly string[],
): RouseError {
  return new RouseError("UNIT_EDITED", { name, unit, line, settings: [...settings] });
}
