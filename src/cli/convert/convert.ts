import type { Address } from "../../address/address.js";
import { overlaps } from "../../address/overlap.js";
import { conversionNotes } from "../../convert/conversion-notes.js";
import {
  compareConversion,
  convertService,
  undoConversion,
  verifyConversion,
} from "../../convert/convert-service.js";
import { lastOf, type OriginalUnit, readOriginal } from "../../convert/original-unit.js";
import {
  type ConversionPlan,
  type ConversionRequest,
  planConversion,
} from "../../convert/plan-conversion.js";
import { requireConvertible } from "../../convert/require-convertible.js";
import { typedReadiness, withUsualCheck } from "../../convert/usual-check.js";
import { requireGroups } from "../../definition/find-groups.js";
import { formatSocketOptions } from "../../definition/format-options.js";
import { parseIdle } from "../../definition/idle-time.js";
import { parseReady } from "../../definition/parse-ready.js";
import { parseRules } from "../../definition/parse-rules.js";
import { parseAddresses, parseMaps } from "../../definition/parse-sockets.js";
import type { UnitChange } from "../../engines/engine.js";
import type { VerifiedChanges } from "../../engines/systemd/change/verified-changes.js";
import { findListening } from "../../engines/systemd/inventory/listening-sockets.js";
import { explainStart, isOfStart } from "../../engines/systemd/manager/explain-start.js";
import { systemdVersion } from "../../engines/systemd/manager/systemctl.js";
import { requireOpenPorts } from "../../engines/systemd/preconditions/privileged-ports.js";
import { requireFreeAddresses } from "../../engines/systemd/preconditions/require-free-addresses.js";
import { requireFreeUnits } from "../../engines/systemd/preconditions/require-free-units.js";
import { readUser, requireAccess } from "../../engines/systemd/preconditions/require-reachable.js";
import { RouseError } from "../../errors/rouse-error.js";
import { lastingPath } from "../../rouse-exec/lasting-path.js";
import { requireLinux } from "../../sys/platform.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { copyNotes } from "../changes/change-notes.js";
import { changingUnits } from "../changes/changing-units.js";
import { guardsLeftOut } from "../options/guards.js";
import { readyOf } from "../options/ready.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { rulesOf, ruleWords } from "../options/rules.js";
import { writableScope } from "../options/scope.js";
import type { ConvertOptions } from "./convert-options.js";
import { type Converted, sayConverted } from "./say-converted.js";

/**
 * Puts a socket in front of a service that Rouse did not write, or takes it away again.
 * @throws a sentence, and then everything is as it was
 */
export async function convert(name: string, options: ConvertOptions): Promise<void> {
  requireLinux();
  const scope = writableScope(options, "convert");
  await changingUnits([scope], options, async () => {
    const original = await readOriginal(name, scope);
    const change = options.undo ? undo : begin;
    sayConverted(await change(original, options), options.json ?? false);
  });
}

async function undo(
  original: OriginalUnit,
  { dryRun = false, ...options }: ConvertOptions,
): Promise<Converted> {
  requireAlone(options);
  const { conversion, unit } = original;
  if (conversion === undefined) throw new RouseError("NOT_CONVERTED", { unit });
  const changes = compareConversion(original);
  if (!dryRun) await undoConversion(original, conversion, changes);
  const { links } = conversion;
  return { original, action: "undone", changes, dryRun, addresses: [], links, idle: 0, notes: [] };
}

/** @throws USAGE */
function requireAlone({ listen, idle, map, ...others }: ConvertOptions): void {
  const typed = [listen, idle, map, ...Object.values(readyOf(others)), ...ruleWords(others)];
  const options = typed.filter((one) => one !== undefined);
  if (options.length === 0 && guardsLeftOut(others).length === 0) return;
  const problem = "--undo goes back to what was there, and takes no other option that converts";
  throw new RouseError("USAGE", { problem, help: "rouse convert --help" });
}

async function begin(original: OriginalUnit, options: ConvertOptions): Promise<Converted> {
  requireConvertible(original);
  const { dryRun = false } = options;
  const listening = findListening(original.cgroup);
  const request = await readRequest(original, options, listening);
  const plan = planConversion(original, request);
  await requirePossible(original, request, plan, listening);
  const verified = await verifyConversion(original, plan);
  const { all: changes } = verified;
  const notes = [
    ...conversionNotes(original, plan, request.addresses, listening),
    ...copyNotes(verified, dryRun),
  ];
  if (!dryRun) await convertOrExplain(original, plan, verified);
  const { addresses, idle } = request;
  const action = actionOf(original, changes, plan);
  return { original, action, changes, dryRun, addresses, links: plan.links, idle, notes };
}

async function convertOrExplain(
  original: OriginalUnit,
  plan: ConversionPlan,
  changes: VerifiedChanges,
): Promise<void> {
  const since = Date.now();
  try {
    await convertService(original, plan, changes);
  } catch (error) {
    if (!isOfStart(error)) throw error;
    const sockets = plan.sockets.map(({ unit }) => unit);
    throw await explainStart(original.scope, sockets, since, error);
  }
}

async function readRequest(
  original: OriginalUnit,
  { listen = [], map = [], idle: span, ...options }: ConvertOptions,
  listening: readonly Address[],
): Promise<ConversionRequest> {
  requireUtf8([...listen, ...map, ...(options.readyCheck ?? []), ...ruleWords(options)]);
  const { unit, scope } = original;
  const asked = parseAddresses(listen);
  const addresses = asked.length > 0 ? asked : listening;
  if (addresses.length === 0) throw new RouseError("CONVERT_LISTENS_NOWHERE", { unit });
  const maps = parseMaps(map, addresses);
  const idle = parseIdle(span);
  const rules = parseRules(rulesOf(options), idle);
  const own = { idle, rules, withoutGuards: guardsLeftOut(options) };
  const typed = readyOf(options);
  const ready = parseReady(withUsualCheck(original, addresses, typed), addresses);
  const request = { addresses, maps, ready, ...own, rouseExec: lastingPath(scope) };
  const again = { ...request, ready: typedReadiness(ready, typed) };
  const words = ["rouse", "convert", unit, `--${scope}`, ...formatSocketOptions(again)];
  return { ...request, systemdVersion: await systemdVersion(scope), origin: quoteCommand(words) };
}

/** Throws for all that can be known before anything is touched. */
async function requirePossible(
  original: OriginalUnit,
  { addresses, rouseExec }: ConversionRequest,
  { sockets, timers }: ConversionPlan,
  listening: readonly Address[],
): Promise<void> {
  const { unit, scope } = original;
  const units = [...sockets, ...timers].map((one) => one.unit);
  await requireFreeUnits(scope, unit.slice(0, -".service".length), units, "convert");
  await requireGroups(addresses);
  requireOpenPorts(scope, addresses);
  // The addresses of the service itself are free once it is stopped.
  const others = addresses.filter((one) => !listening.some((own) => overlaps(own, one)));
  await requireFreeAddresses(others, { scope, unit });
  const user = lastOf(original, "User");
  if (scope === "system" && user !== undefined && !user.includes("%")) {
    requireAccess(rouseExec, await readUser(user), user);
  }
}

function actionOf(
  { conversion }: OriginalUnit,
  changes: readonly UnitChange[],
  { links }: ConversionPlan,
): Converted["action"] {
  if (conversion === undefined) return "converted";
  const isSame = links.length === 0 && changes.every(({ before, after }) => before === after);
  return isSame ? "unchanged" : "changed";
}
