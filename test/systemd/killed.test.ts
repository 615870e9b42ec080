import { beforeAll, expect } from "vitest";
import { snapshot } from "../convert/debian.js";
import { clear, Written } from "../convert/written.js";
import { listenOf, rouseIn, type Said, serverPy, stateOf } from "./added.js";
import { type KillPoint, killAt, killPoints, pointCount } from "./kill-points.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, newPlace, type Place } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine("strace");

/**
 * Every second time the next command does the same, else the opposite. At the last points the killed command had done
 * everything; else it has done nothing, once the next one has mended.
 */
const turns = Array.from({ length: pointCount }, (_, index) => ({ index, same: index % 2 === 0 }));

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

async function rouse(manager: ServiceManager, args: readonly string[]): Promise<Said> {
  return rouseIn(manager, {}, ...args);
}

function pick(points: readonly KillPoint[], index: number): KillPoint {
  const point = points[index];
  if (point === undefined) throw new Error(`there is no point ${index}`);
  return point;
}

/** Where a command puts the rouse-exec that units name. */
function copiesFolder({ scope, home }: ServiceManager): string {
  return scope === "system" ? "/usr/lib/rouse" : `${home}/.local/lib`;
}

/** From then on the next command copies it again. */
async function removeCopies(manager: ServiceManager): Promise<void> {
  expect(await manager.inside(["rm", "-rf", copiesFolder(manager)])).toMatchObject({ code: 0 });
}

async function copiesOf(manager: ServiceManager): Promise<string> {
  const find = `find ${copiesFolder(manager)} -printf '%y %m %s %P\\n' 2>/dev/null | grep -v '^d' | sort`;
  return (await manager.inside(["sh", "-c", find])).stdout;
}

describe("a command that is killed leaves what the next one mends:", () => {
  let manager: ServiceManager;
  let place: Place;
  let add: string[];
  const rm = ["rm", "web"];
  let points: { add: KillPoint[]; rm: KillPoint[] };
  let before: object;
  let added: object;
  let copied: string;
  /** Abstract names belong to the network, which other tests share. */
  const abstract = `@rouse-killed-${process.pid}`;

  beforeAll(async () => {
    manager = machine.user;
    place = await newPlace("tcp", manager);
    const server = [...serverPy, place.kind, place.address];
    add = ["add", "web", "--listen", listenOf(place), "--listen", abstract, "--", ...server];
    before = await stateOf(manager);
    points = { add: await killPoints(manager, add), rm: [] };
    added = await stateOf(manager);
    copied = await copiesOf(manager);
    expect(copied).toMatch(/^f 755 \d+ rouse\/[\d.]+\/rouse-exec\n$/);
    points.rm = await killPoints(manager, rm);
    expect(await stateOf(manager)).toEqual(before);
  });

  test.each(turns)("rouse add, at point $index (the same: $same)", async ({ index, same }) => {
    await removeCopies(manager);
    await killAt(manager, pick(points.add, index), add);
    if (same) {
      expect(await rouse(manager, add)).toMatchObject({ code: 0 });
      expect(await stateOf(manager)).toEqual(added);
      expect(await copiesOf(manager)).toBe(copied);
      await ask(place);
    }
    const { code } = await rouse(manager, rm);
    expect(same ? [0] : [0, 4]).toContain(code);
    expect(await stateOf(manager)).toEqual(before);
    expect(["", copied]).toContain(await copiesOf(manager));
  });

  test.each(turns)("rouse rm, at point $index (the same: $same)", async ({ index, same }) => {
    expect(await rouse(manager, add)).toMatchObject({ code: 0 });
    await ask(place);
    await killAt(manager, pick(points.rm, index), rm);
    if (!same) {
      expect(await rouse(manager, add)).toMatchObject({ code: 0 });
      await ask(place);
    }
    const { code } = await rouse(manager, rm);
    expect(same ? [0, 4] : [0]).toContain(code);
    expect(await stateOf(manager)).toEqual(before);
  });

  interface Change {
    args: string[];
    env: Record<string, string>;
  }

  /** In an editor that moves the service from one place to another, or by the option. */
  const ways = {
    "in an editor": (from: Place, to: Place): Change => ({
      args: ["edit", "web"],
      env: { EDITOR: `sed -i s/${from.address}/${to.address}/g`, VISUAL: "" },
    }),
    "--set": (_: Place, to: Place): Change => {
      const settings = [listenOf(to), abstract].flatMap((one) => ["--set", `listen=${one}`]);
      return { args: ["edit", "web", ...settings], env: {} };
    },
  };

  describe.each(Object.entries(ways))("rouse edit, %s,", (_, move) => {
    let there: Change;
    let back: Change;
    let editPoints: KillPoint[];
    let edited: object;

    const edit = ({ args, env }: Change) => rouseIn(manager, env, ...args);

    beforeAll(async () => {
      const fresh = await newPlace("tcp", manager);
      [there, back] = [move(place, fresh), move(fresh, place)];
      expect(await rouse(manager, add)).toMatchObject({ code: 0 });
      editPoints = await killPoints(manager, there.args, there.env);
      edited = await stateOf(manager);
      expect(await edit(back)).toMatchObject({ code: 0 });
      expect(await stateOf(manager)).toEqual(added);
      return () => rouse(manager, rm);
    });

    test.each(turns)("at point $index (the same: $same)", async ({ index, same }) => {
      await killAt(manager, pick(editPoints, index), there.args, there.env);
      if (same) {
        expect(await edit(there)).toMatchObject({ code: 0 });
        expect(await stateOf(manager)).toEqual(edited);
      }
      expect(await edit(back)).toMatchObject({ code: 0 });
      expect(await stateOf(manager)).toEqual(added);
    });
  });
});

describe("a conversion that is killed leaves what the next one mends:", () => {
  const convert = ["convert", "web"];
  const undo = ["convert", "web", "--undo"];
  let manager: ServiceManager;
  let web: Written;
  let before: object;
  let converted: object;
  let copied: string;
  let points: { convert: KillPoint[]; undo: KillPoint[] };
  const state = async () => ({
    unit: await snapshot(manager, "web.service"),
    ...(await stateOf(manager)),
  });

  beforeAll(async () => {
    manager = machine.system;
    web = await Written.at(manager);
    await web.start();
    before = await state();
    points = { convert: await killPoints(manager, convert), undo: [] };
    converted = await state();
    copied = await copiesOf(manager);
    points.undo = await killPoints(manager, undo);
    expect(await state()).toEqual(before);
    return () => clear(manager);
  });

  test.each(turns)("rouse convert, at point $index (the same: $same)", async ({ index, same }) => {
    await removeCopies(manager);
    await killAt(manager, pick(points.convert, index), convert);
    if (same) {
      await rouse(manager, ["rm", "none"]);
      expect([before, converted]).toContainEqual(await state());
      await web.answers();
      expect(await rouse(manager, convert)).toMatchObject({ code: 0 });
      expect(await state()).toEqual(converted);
    }
    const { code } = await rouse(manager, undo);
    expect(same ? [0] : [0, 125]).toContain(code);
    expect(await state()).toEqual(before);
    expect(["", copied]).toContain(await copiesOf(manager));
    await web.answers();
  });

  test.each(turns)("rouse convert --undo, at point $index (the same: $same)", async (turn) => {
    expect(await rouse(manager, convert)).toMatchObject({ code: 0 });
    await killAt(manager, pick(points.undo, turn.index), undo);
    if (!turn.same) {
      await rouse(manager, ["rm", "none"]);
      expect([before, converted]).toContainEqual(await state());
    }
    expect([0, 125]).toContain((await rouse(manager, undo)).code);
    expect(await state()).toEqual(before);
    await web.answers();
  });
});
