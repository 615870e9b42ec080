import { readFileSync } from "node:fs";
import { showUnits } from "../engines/systemd/manager/show-units.js";
import { RouseError } from "../errors/rouse-error.js";
import { parseUnit } from "../units/parse-unit.js";
import type { Scope } from "../units/plan-types.js";
import { type UnitText, valuesOf } from "../units/unit-assignments.js";
import { type Conversion, dropInPath, readConversion } from "./drop-in.js";

/** A service unit without what Rouse has added to it. */
export interface OriginalUnit {
  /** `redis-server.service`, whatever alias it was asked for by. */
  unit: string;
  scope: Scope;
  /** Why systemd has no such service that could be converted. */
  obstacle: string | undefined;
  isActive: boolean;
  /** Its cgroup, where it runs: `/system.slice/redis-server.service`. */
  cgroup: string;
  /** The path of the unit itself. */
  file: string;
  /** The unit and then the drop-ins of others, in the order in which systemd reads them. */
  texts: UnitText[];
  /** Sockets that start it. */
  triggers: string[];
  /** Units that start it: those of its [Install], and others. */
  wantedBy: string[];
  /** Units that stop when it is stopped. */
  dependents: string[];
  /** Units that stop when it ends by itself. */
  boundBy: string[];
  /** How it was before Rouse converted it, if it did. */
  conversion: Conversion | undefined;
}

const properties = [
  ...["LoadState", "ActiveState", "FragmentPath", "DropInPaths", "ControlGroup", "Transient"],
  ...["TriggeredBy", "WantedBy", "RequiredBy", "UpheldBy", "BoundBy", "ConsistsOf"],
];

/**
 * Asks systemd about a service and reads its files.
 * @throws UNIT_UNKNOWN; CONVERT_REFUSED for what is no service; UNIT_MALFORMED; what systemctl throws
 */
export async function readOriginal(name: string, scope: Scope): Promise<OriginalUnit> {
  const asked = requireServiceUnit(name);
  const socket = asked.replace(/service$/, "socket");
  const [facts, ofSocket] = await showUnits(scope, [asked, socket], ...properties);
  const fact = (property: string) => facts?.(property) ?? "";
  const list = (property: string) => fact(property).split(" ").filter(Boolean);
  const isGone = fact("LoadState") === "not-found";
  if (isGone && readConversion(asked, scope) === undefined) throw unknown(asked, scope);
  const unit = fact("Id");
  const own = dropInPath(unit, scope);
  const files = [fact("FragmentPath"), ...list("DropInPaths")].filter(
    (file) => file && file !== own,
  );
  return {
    unit,
    scope,
    obstacle: obstacleOf(fact),
    isActive: running.has(fact("ActiveState")),
    cgroup: fact("ControlGroup"),
    file: fact("FragmentPath"),
    texts: files.map((file) => parseUnit(readFileSync(file, "utf8"), file)),
    triggers: [
      ...list("TriggeredBy").filter((one) => one.endsWith(".socket")),
      // systemd does not know yet what triggers a unit while it has not read that.
      ...(ofSocket?.("LoadState") === "loaded" ? [socket] : []),
    ],
    wantedBy: [...list("WantedBy"), ...list("RequiredBy"), ...list("UpheldBy")],
    dependents: [...list("RequiredBy"), ...list("BoundBy"), ...list("ConsistsOf")],
    boundBy: list("BoundBy"),
    conversion: readConversion(unit, scope),
  };
}

const running = new Set(["active", "activating", "reloading"]);

const types =
  /\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope|snapshot)$/;

/** Returns the name of the unit: `redis` is `redis.service`. @throws CONVERT_REFUSED */
function requireServiceUnit(name: string): string {
  const unit = types.test(name) ? name : `${name}.service`;
  if (!unit.endsWith(".service")) throw refused(unit, "only a .service can be converted");
  if (/@\.service$/.test(unit)) {
    const instance = unit.replace("@.", "@INSTANCE.");
    throw refused(unit, `it is a template; name what runs of it, as in ${instance}`);
  }
  return unit;
}

function unknown(unit: string, scope: Scope): RouseError {
  const other = scope === "user" ? "system" : "user";
  return new RouseError("UNIT_UNKNOWN", { unit, scope, other });
}

function obstacleOf(fact: (property: string) => string): string | undefined {
  const state = fact("LoadState");
  if (state !== "loaded") return `systemd says that it is ${state}`;
  if (fact("Transient") === "yes") return "it was made at run time, as by systemd-run";
  return fact("FragmentPath") === "" ? "no unit file makes it" : undefined;
}

/** Returns the error that says why a unit cannot be converted. */
export function refused(unit: string, problem: string): RouseError {
  return new RouseError("CONVERT_REFUSED", { unit, problem });
}

/** Returns all values of a list, after what resets it. */
export function listOf({ texts }: Pick<OriginalUnit, "texts">, key: string, section = "Service") {
  return valuesOf(texts, section, key).map(({ value }) => value);
}

/** Returns the value that counts, of a setting that is no list; undefined where the default counts. */
export function lastOf(original: Pick<OriginalUnit, "texts">, key: string, section = "Service") {
  return listOf(original, key, section).at(-1);
}

/** Tells whether systemd reads a boolean as true. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(1|yes|y|true|t|on)$/i.test(value);
}
