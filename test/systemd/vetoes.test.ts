import { beforeAll, expect } from "vitest";
import { ask } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { until } from "../harness/until.js";
import { addCommand, listenOf, scopes, whenAsleep } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { kinds, newPlace } from "./places.js";
import { checkout, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

async function shownWhen(manager: ServiceManager, name: string, why: RegExp) {
  const look = async () => {
    const { stdout, stderr } = await manager.rouse("status", name, "--json");
    if (stdout === "") throw new Error(stderr);
    const status = JSON.parse(stdout);
    return why.test(status.why) ? status : undefined;
  };
  return until(look, { what: `${name}, ${why}` });
}

describe.each(scopes)("a service of the %s manager", (scope) => {
  test.each(kinds)(
    "over %s stays awake while it works, and as long as it was told to",
    async (kind) => {
      const manager = machine[scope];
      const place = await newPlace(kind, manager);
      const name = `works-${scope}-${kind}`;
      const server = ["/usr/bin/python3", "-B", `${checkout}/test/programs/works.py`];
      const options = ["--listen", listenOf(place), "--idle", "2s", "--busy-cpu=2"];
      await addCommand(manager, name, options, [...server, kind, place.address]);
      const answer =
        kind === "udp"
          ? await ask(place.address, "/cell")
          : (await get(place.address, { path: "/cell" })).body;
      const busy = await shownWhen(manager, name, /^busy: \d+ % of a processor$/);
      expect(busy).toMatchObject({ state: "awake", vetoes: ["busy-cpu=2"] });
      expect(busy.command).toContain(" --busy-cpu=2 ");
      manager.kill(JSON.parse(answer).pid, "SIGKILL");
      await whenAsleep(manager, name);
      const set = ["--set", "busy-cpu=", "--set", "min-awake=1s", "--set", "busy-file=/proc/self"];
      expect(await manager.rouse("edit", name, ...set)).toMatchObject({ code: 0 });
      if (kind === "udp") await ask(place.address, "/");
      else await get(place.address);
      const kept = await shownWhen(manager, name, /^busy: \/proc\/self exists$/);
      expect(kept.vetoes).toEqual(["busy-file=/proc/self", "min-awake=1s"]);
      expect(await manager.rouse("rm", name)).toMatchObject({ code: 0 });
    },
  );
});
