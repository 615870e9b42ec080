import { type Address, formatBareAddress } from "../address/address.js";
import { overlaps } from "../address/overlap.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { starterOf } from "./boot-links.js";
import { keptStops } from "./exec-stops.js";
import { lastOf, listOf, type OriginalUnit } from "./original-unit.js";
import type { ConversionPlan } from "./plan-conversion.js";

/** Returns notes on a conversion, in sentences; `listening` are the addresses of the service now. */
export function conversionNotes(
  original: OriginalUnit,
  plan: ConversionPlan,
  addresses: readonly Address[],
  listening: readonly Address[],
): string[] {
  return [
    ...uncovered(original, addresses, listening),
    ...starters(original, plan),
    ...bound(original),
    ...sleepers(original),
    ...profiles(original),
    ...stops(original),
    ...limits(original, plan),
  ];
}

/** Clients of a socket that the service made itself neither wake it nor keep it awake. */
function uncovered(
  { unit }: OriginalUnit,
  addresses: readonly Address[],
  listening: readonly Address[],
): string[] {
  const others = listening.filter((one) => !addresses.some((address) => overlaps(one, address)));
  return others.map((one) => {
    const option = quoteCommand(["--listen", formatBareAddress(one)]);
    return `${unit} also listens on ${formatBareAddress(one)}: clients that connect there neither wake it nor keep it awake; add ${option}`;
  });
}

function starters({ unit, wantedBy, conversion }: OriginalUnit, plan: ConversionPlan): string[] {
  const links = [...plan.links, ...(conversion?.links ?? [])];
  const taken = links.map(starterOf);
  const left = wantedBy.filter((starter) => !taken.includes(starter));
  return left.map(
    (starter) => `${starter} starts ${unit} as well: it is awake then until no client is left`,
  );
}

function bound({ unit, boundBy }: OriginalUnit): string[] {
  return boundBy.map((other) => `${other} is bound to ${unit} and stops whenever it sleeps`);
}

function sleepers(original: OriginalUnit): string[] {
  const units = listOf(original, "OnSuccess", "Unit");
  return units.map((other) => `OnSuccess= starts ${other} whenever ${original.unit} goes to sleep`);
}

function profiles(original: OriginalUnit): string[] {
  const keys = ["AppArmorProfile", "SELinuxContext", "SmackProcessLabel"];
  const set = keys.filter((key) => lastOf(original, key) !== undefined);
  return set.map((key) => `${key}= must let the service execute rouse-exec`);
}

function stops(original: OriginalUnit): string[] {
  return keptStops(original).map(
    (value) => `ExecStop= of ${original.unit} is kept, and may lose a client: ${value}`,
  );
}

function limits({ unit }: OriginalUnit, { sockets }: ConversionPlan): string[] {
  const limited = sockets.filter(({ text }) => !text.includes("\nTriggerLimitIntervalSec=0\n"));
  return limited.map((socket) => {
    const again = quoteCommand(["rouse", "start", unit.slice(0, -".service".length)]);
    return `should a condition of ${unit} not hold, ${socket.unit} closes after 20 tries; \`${again}\` opens it`;
  });
}
