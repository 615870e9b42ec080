import { readFileSync } from "node:fs";
import { readOriginal } from "../../convert/original-unit.js";
import { findLeftOver, removeCopy } from "../../doctor/left-over-copies.js";
import { type Mending, needsMending, planMending } from "../../doctor/mending.js";
import type { UnitChange } from "../../engines/engine.js";
import { applyChanges } from "../../engines/systemd/change/apply-changes.js";
import { readIfThere } from "../../engines/systemd/change/unit-changes.js";
import { VerifiedChanges } from "../../engines/systemd/change/verified-changes.js";
import { findServices, type Service } from "../../engines/systemd/inventory/find-services.js";
import { RouseError, visible } from "../../errors/rouse-error.js";
import { asUnit } from "../../podman/quadlet.js";
import { showLine } from "../../sys/programs/quote-command.js";
import type { Scope } from "../../units/plan-types.js";
import { changingUnits } from "../changes/changing-units.js";
import { confirm } from "../output/confirm.js";
import { diffPaint, formatDiff } from "../output/diff.js";
import { isTerminal, write } from "../output/say.js";
import { askFreshUnits } from "./fresh-units.js";

/**
 * Shows how the units of services would be mended and which copies of rouse-exec go, asks, and does it. No service and
 * no socket is stopped: what is awake goes on, and the next start is as the units then say.
 * @throws USAGE where it cannot ask; as applyChanges, and then the services of one scope are as they were
 */
export async function fix({ yes = false }: { yes?: boolean }): Promise<void> {
  const scopes: Scope[] = process.geteuid?.() === 0 ? ["user", "system"] : ["user"];
  tellOthers(scopes);
  const plans: Plan[] = [];
  for (const scope of scopes) plans.push(await planScope(scope));
  const isNothing = plans.every(({ changes, leftOver }) => changes.length + leftOver.length === 0);
  if (isNothing) return tell("there is nothing to mend");
  const agreed = yes || confirm("Write this?");
  if (agreed === undefined) {
    const problem =
      "nothing was changed, since there is no terminal to ask on and --yes is missing";
    throw new RouseError("USAGE", { problem, help: "rouse doctor --help" });
  }
  if (!agreed) return tell("nothing was changed");
  for (const plan of plans) await carryOut(plan);
}

/** What is to be done in a scope. */
interface Plan {
  scope: Scope;
  mendings: Mending[];
  changes: UnitChange[];
  leftOver: string[];
}

/** Plans what is to be done, and shows it. */
async function planScope(scope: Scope): Promise<Plan> {
  const mendings: Mending[] = [];
  for (const service of findServices([scope]).filter(needsMending)) {
    const asked = await askFreshUnits(service);
    // What refuses the command may keep the service from its new rouse-exec as well: a sandbox that hides it.
    if ("fresh" in asked) mendings.push(planMending(service, asked.fresh));
    else
      tell(
        `${service.name} stays as it is: \`${showLine(service.command)}\` is refused: ${asked.problem}`,
      );
  }
  for (const one of mendings) show(one);
  const changes = mendings.flatMap((one) => one.changes.filter(isChange));
  const after = new Map(changes.map(({ path, after = "" }) => [path, after]));
  const leftOver = findLeftOver(scope, after);
  for (const path of leftOver) tell(`${path} is removed: no unit names it`);
  return { scope, mendings, changes, leftOver };
}

function isChange({ before, after }: UnitChange): boolean {
  return before !== after;
}

function show({ service, changes, otherwise }: Mending): void {
  const paint = diffPaint(isTerminal(1));
  write(1, formatDiff(changes, paint));
  if (!otherwise.some(isChange)) return;
  tell(
    `${service.name} differs from what this Rouse writes, by hand or since an older one wrote it; ` +
      `that stays, and ${showLine(service.command)} would change it so:`,
  );
  write(1, formatDiff(otherwise, paint));
}

async function carryOut({ scope, mendings, changes, leftOver }: Plan): Promise<void> {
  if (changes.length + leftOver.length === 0) return;
  await changingUnits([scope], {}, async () => {
    for (const { path, before } of changes) {
      if (readIfThere(path) !== before) throw new RouseError("UNITS_CHANGED", { path });
    }
    const given = await originals(mendings.map(({ service }) => service));
    const verified = await VerifiedChanges.verify(scope, changes, { asUnit, given });
    if (changes.length > 0) await applyChanges({ scope, write: verified });
    // Another command may have written a unit that names one since.
    const now = findLeftOver(scope);
    for (const path of leftOver.filter((one) => now.includes(one))) removeCopy(scope, path);
  });
  const names = mendings
    .filter((one) => one.changes.some(isChange))
    .map(({ service }) => service.name);
  for (const name of names) tell(`${name} is mended; its next start is by these units`);
}

/** The units to which drop-ins of ours belong. */
async function originals(services: readonly Service[]) {
  const converted = services.filter(({ kind }) => kind === "convert");
  const read = converted.map(async ({ unit, scope }) => {
    const { file } = await readOriginal(unit, scope);
    return { name: unit, text: readFileSync(file, "utf8") };
  });
  return Promise.all(read);
}

/** Names what only root may mend. */
function tellOthers(scopes: readonly Scope[]): void {
  if (scopes.includes("system")) return;
  for (const { name } of findServices(["system"]).filter(needsMending)) {
    tell(`${name} is a service of the system: \`sudo rouse doctor --fix\` mends it`);
  }
}

function tell(sentence: string): void {
  write(1, `${visible(sentence)}\n`);
}
