import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect } from "vitest";
import type { Address } from "../../src/address/address.js";
import { escapeUnitName } from "../../src/units/escape-unit-name.js";
import type { ServicePlan, UnitFile } from "../../src/units/plan-types.js";
import { planUnits } from "../../src/units/plan-units.js";
import { splitWords } from "../../src/units/split-words.js";
import { arbitraryPlan } from "../units/arbitrary-plan.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(["user", "system"] as const)("units of any plan, of the %s", (scope) => {
  test("give systemd nothing to say, and are read as they were meant", async () => {
    const plans = fc.sample(arbitraryPlan(scope, "/usr/bin/true"), 40).map(renamed);
    const written = plans.map((plan) => ({ plan, units: planUnits(plan) }));
    const manager = machine[scope];
    const units = written.flatMap(({ units }) => units);
    for (const { name, text } of units) manager.writeUnit(name, text);
    await manager.daemonReload();
    expect(await verify(manager, units)).toMatchObject({ code: 0, stdout: "", stderr: "" });
    const sockets = units.filter(({ name }) => name.endsWith(".socket"));
    const shown = await showAll(manager, sockets);
    for (const { plan, units } of written) {
      const found = units.flatMap(({ name }) => shown.get(name) ?? []);
      expect(found.sort()).toEqual(plan.addresses.map((one) => listenOf(plan, one)).sort());
    }
  });
});

/** Names of their own, as the unit folder wants. */
function renamed(plan: ServicePlan, index: number): ServicePlan {
  return { ...plan, name: `${index}-${plan.name}` };
}

function verify(manager: ServiceManager, units: UnitFile[]) {
  const options = [`--${manager.scope}`, "--man=no", "--recursive-errors=no"];
  const files = units.map(({ name }) => join(manager.unitFolder, name));
  return manager.inside(["systemd-analyze", ...options, "verify", ...files]);
}

/** What each unit listens on, as `NAME: ADDRESS (TYPE)`. */
async function showAll(manager: ServiceManager, units: UnitFile[]) {
  const names = units.map(({ name }) => name);
  const properties = ["Id", "FileDescriptorName", "Listen", "Service"];
  const text = await manager.systemctl("show", `--property=${properties.join()}`, "--", ...names);
  const shown = text.trim().split("\n\n").map(readProperties);
  return new Map(
    shown.map((of) => {
      const [name = ""] = of("FileDescriptorName");
      return [of("Id")[0] ?? "", of("Listen").map((listen) => `${name}: ${unescaped(listen)}`)];
    }),
  );
}

function readProperties(text: string): (key: string) => string[] {
  const lines = text.split("\n");
  return (key) => {
    return lines.flatMap((line) => (line.startsWith(`${key}=`) ? line.slice(key.length + 1) : []));
  };
}

/** systemctl shows addresses with C escapes. */
function unescaped(text: string): string {
  const [word] = splitWords(`"${text}"`);
  return word?.text ?? "";
}

function listenOf(plan: ServicePlan, address: Address): string {
  return `${descriptorName(plan, address)}: ${placeOf(address)} (${typeOf[address.type]})`;
}

function descriptorName({ name }: ServicePlan, address: Address): string {
  return address.name ?? (/^[\x20-\x39\x3b-\x7e]*$/.test(name) ? name : escapeUnitName(name));
}

const typeOf = {
  ...{ tcp: "Stream", udp: "Datagram", unix: "Stream" },
  ...{ "unix-dgram": "Datagram", "unix-seqpacket": "SequentialPacket" },
};

function placeOf(address: Address): string {
  if ("path" in address) return address.path;
  if ("abstract" in address) return `@${address.abstract}`;
  const [host = "", scope] = address.host.split("%");
  const place = host.includes(":") ? `[${host}]:${address.port}` : `${host}:${address.port}`;
  return scope === undefined ? place : `${place}%${scope}`;
}
