import { text } from "node:stream/consumers";
import { beforeAll, expect } from "vitest";
import { linesOf, readFindings } from "../doctor/findings.js";
import { connect } from "../harness/connect.js";
import {
  laterVersion,
  otherRouseExec,
  replaceProgram,
  version,
} from "../harness/other-rouse-exec.js";
import { until } from "../harness/until.js";
import { addServer, listenOf } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, type Facts, kinds, newPlace, type Place } from "./places.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** A client that has connected and waits for its answer until it is told to ask; over UDP nobody is connected. */
async function beginRequest(place: Place): Promise<() => Promise<Facts>> {
  if (place.kind === "udp") return () => ask(place);
  const client = await connect(place.address);
  client.write("GET / HTTP/1.0\r\n");
  return async () => {
    const answer = text(client);
    client.end("\r\n");
    return JSON.parse((await answer).split("\r\n\r\n")[1] ?? "");
  };
}

describe.each(["user", "system"] as const)("a service of the %s that is awake", (scope) => {
  test.each(kinds)(
    "goes on while its rouse-exec is replaced; the next start runs the new one (%s)",
    async (kind) => {
      const manager = machine[scope];
      const copies = scope === "system" ? "/usr/lib/rouse" : `${manager.home}/.local/lib/rouse`;
      const path = manager.inRoot(`${copies}/${version}/rouse-exec`);
      const place = await newPlace(kind, manager);
      await addServer(manager, "web", place);
      const { pid } = await ask(place);

      const told = async () => {
        const { services } = JSON.parse((await manager.rouse("ls", "--json")).stdout);
        return services.find((one: { name: string }) => one.name === "web").rouse_exec;
      };
      const says = async (line: string) =>
        expect((await manager.rouse("status", "web")).stdout).toMatch(RegExp(` runs +${line}\n`));
      const doctor = async () =>
        linesOf(readFindings(await manager.rouse("doctor", "--json")), `${scope} service web`);

      const finish = await beginRequest(place);
      expect(await told()).toMatchObject({ version, installed: { version }, replaced: false });
      replaceProgram(path, otherRouseExec(laterVersion));
      expect(await told()).toMatchObject({
        ...{ version, installed: { version: laterVersion }, replaced: true },
      });
      const then = `rouse-exec ${version}; ${laterVersion} is installed, and runs from the next start`;
      await says(then);
      expect(await doctor()).toEqual([
        `limited: it runs ${then}; \`rouse restart web\` starts it now`,
      ]);
      expect((await finish()).pid).toBe(pid);

      await manager.rouse("restart", "web");
      const again = await until(() => ask(place), { what: "the new program" });
      expect(again.pid).not.toBe(pid);
      expect(await told()).toMatchObject({
        ...{ version: laterVersion, installed: { version: laterVersion }, replaced: false },
      });
      await says(`rouse-exec ${laterVersion}`);
      expect(await doctor()).toEqual([`ok: ${listenOf(place)}`]);
      expect(await manager.rouse("rm", "web")).toMatchObject({ code: 0 });
      await manager.inside(["rm", "-rf", copies]);
    },
  );
});
