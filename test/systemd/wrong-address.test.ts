import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { listeningTcp } from "../harness/sockets.js";
import { until } from "../harness/until.js";
import { addCommand, rouseIn, type Said, scopes, serverPy } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, newPlace, type Place } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

type Ways = Record<string, (manager: ServiceManager, wrong: Place, right: Place) => Promise<Said>>;

const commandAt = ({ kind, address }: Place) => [...serverPy, kind, address];

/** Each gives the service the address that its program binds. */
const ways: Ways = {
  "rouse edit": (manager, wrong, right) => {
    const EDITOR = `sed -i s/${wrong.address}/${right.address}/`;
    return rouseIn(manager, { EDITOR, VISUAL: "" }, "edit", "astray", `--${manager.scope}`);
  },
  "rouse edit --set": (manager, _, right) => {
    const setting = `listen=${right.address}`;
    return rouseIn(manager, {}, "edit", "astray", `--${manager.scope}`, "--set", setting);
  },
  "rouse add": (manager, _, right) => {
    const options = ["--listen", right.address, "--", ...commandAt(right)];
    return manager.rouse("add", "astray", ...options);
  },
};

describe.each(scopes)(
  "of the %s manager, a service at another address than its program",
  (scope) => {
    test.each(Object.keys(ways))("gets that of the program, which holds it, by %s", async (way) => {
      const manager = machine[scope];
      const [wrong, right] = [await newPlace("tcp", manager), await newPlace("tcp", manager)];
      await addCommand(manager, "astray", ["--listen", wrong.address], commandAt(right));
      const inVain = await connect(wrong.address);
      const listens = () => listeningTcp().has(right.address);
      await until(listens, { what: `the program to listen on ${right.address} by itself` });
      const said = await ways[way]?.(manager, wrong, right);
      expect(said).toMatchObject({ code: 0, stderr: "" });
      expect(said?.stdout).toContain("its sockets are opened anew");
      const { ppid } = await ask(right);
      expect(ppid).not.toBe(1);
      inVain.destroy();
      await manager.rouse("rm", "astray");
    });
  },
);
