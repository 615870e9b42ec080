import { beforeAll, expect } from "vitest";
import { addServer, listenOf, rouseIn, scopes, serverPy, stateOf } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, newPlace, type Place } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("two commands at once on one service of the %s manager", (scope) => {
  let manager: ServiceManager;
  let before: object;
  let places: [Place, Place];
  beforeAll(async () => {
    manager = machine[scope];
    before = await stateOf(manager);
    places = [await newPlace("tcp", manager), await newPlace("tcp", manager)];
  });

  const rm = () => rouseIn(manager, {}, "rm", "web", `--${scope}`);
  const add = (place: Place) => {
    const server = [...serverPy, place.kind, place.address];
    return rouseIn(manager, {}, "add", "web", "--listen", listenOf(place), "--", ...server);
  };

  test.each([1, 2, 3, 4])("rm and rm: one of them removes it all, %s", async () => {
    await addServer(manager, "web", places[0]);
    const both = await Promise.all([rm(), rm()]);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 4]);
    expect(both.map(({ stderr }) => stderr).join("")).toContain("there is no service 'web'");
    expect(await stateOf(manager)).toEqual(before);
  });

  test.each([1, 2])("add and add: the later one counts, and wholly, %s", async () => {
    const both = await Promise.all(places.map(add));
    const said = both.map(({ stderr }) => stderr).join("");
    expect(
      both.map(({ code }) => code),
      said,
    ).toEqual([0, 0]);
    const asked = await Promise.allSettled(places.map((place) => ask(place)));
    expect(asked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await rm()).toMatchObject({ code: 0 });
    expect(await stateOf(manager)).toEqual(before);
  });

  test.each([1, 2])("add and rm: it is there, or it is not, %s", async () => {
    await addServer(manager, "web", places[0]);
    const [added] = await Promise.all([add(places[1]), rm()]);
    expect(added).toMatchObject({ code: 0 });
    await rm();
    expect(await stateOf(manager)).toEqual(before);
  });
});
