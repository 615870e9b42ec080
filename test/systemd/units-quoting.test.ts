import { chmodSync, cpSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect } from "vitest";
import type { ServicePlan } from "../../src/units/plan-types.js";
import { planUnits } from "../../src/units/plan-units.js";
import { hear } from "../harness/connect.js";
import { root } from "../harness/paths.js";
import { oddName, oddText, oddTexts, variable } from "../units/arbitrary-plan.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { checkout } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** Of each kind of text a few, anew in each run; one plan has all that is special. */
const samples = fc.sample(
  fc.record({
    name: oddName.filter((text) => text === text.trim()),
    folder: oddName,
    socket: oddName.filter((text) => Buffer.byteLength(text) < 70),
    words: fc.array(oddText, { maxLength: 12 }),
    environment: fc.array(variable, { maxLength: 6 }),
  }),
  15,
);
samples.push({
  name: "my köln.a b%-",
  folder: " a%n\\",
  socket: "s %h\t",
  words: [...oddTexts],
  environment: oddTexts.map((text, index) => [`X_${index}`, text]),
});

describe.each(["user", "system"] as const)("what a plan names, in units of the %s", (scope) => {
  test("arrives as it was typed: arguments, variables, folders, paths, names", async () => {
    const manager = machine[scope];
    const plans = samples.map((sample, index) => planOf(sample, index));
    const units = plans.flatMap(planUnits);
    for (const { name, text } of units) manager.writeUnit(name, text);
    await manager.daemonReload();
    const sockets = units.flatMap(({ name }) => (name.endsWith(".socket") ? [name] : []));
    await manager.systemctl("start", "--", ...sockets);
    for (const plan of plans) {
      const [path = ""] = paths(plan);
      expect(existsSync(path), path).toBe(true);
      const told = JSON.parse(await hear(path));
      expect(told).toMatchObject({ argv: plan.command.slice(2), cwd: plan.workingDirectory });
      expect(told.environ).toMatchObject(Object.fromEntries(plan.environment));
    }
    await manager.systemctl("stop", "--", ...sockets);

    function planOf(sample: (typeof samples)[number], index: number): ServicePlan {
      const folder = join(machine.folder, `${scope}-${index}`, sample.folder);
      mkdirSync(folder, { recursive: true });
      chmodSync(dirname(folder), 0o777);
      const path = join(machine.folder, `${scope}-${index}`, `s${sample.socket}`);
      // Its own folder: systemd knows no other way to say which program.
      const rouseExec = join(machine.folder, "a %n$HOME$", "rouse-exec");
      cpSync(join(root, "rouse-exec/build/rouse-exec"), rouseExec);
      const program = ["/usr/bin/python3", `${checkout}/test/programs/tells.py`, path];
      return {
        ...{ name: `${index}${sample.name}`, scope, systemdVersion: 252, maps: [], idle: 0 },
        ...{ addresses: [{ type: "unix", path, mode: 0o666 }], rouseExec },
        ...{ command: [...program, ...sample.words], workingDirectory: folder },
        ...{ environment: sample.environment, origin: "rouse add" },
      };
    }
  });
});

function paths({ addresses }: ServicePlan): string[] {
  return addresses.flatMap((address) => ("path" in address ? [address.path] : []));
}
