import { expect, test } from "vitest";
import { until } from "../harness/until.js";
import { ask, kinds, newPlace, type Place } from "./places.js";
import { installService, rouseExec, type Service, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

const exited = "1";
const killed = "2";

asEachUser("the end of a program", (manager) => {
  test.each([
    [
      "/exit/0",
      { ActiveState: "inactive", Result: "success", ExecMainCode: exited, ExecMainStatus: "0" },
    ],
    [
      "/exit/3",
      { ActiveState: "failed", Result: "exit-code", ExecMainCode: exited, ExecMainStatus: "3" },
    ],
    [
      "/signal/15",
      { ActiveState: "inactive", Result: "success", ExecMainCode: killed, ExecMainStatus: "15" },
    ],
    [
      "/signal/9",
      { ActiveState: "failed", Result: "signal", ExecMainCode: killed, ExecMainStatus: "9" },
    ],
    [
      "/signal/10",
      { ActiveState: "failed", Result: "signal", ExecMainCode: killed, ExecMainStatus: "10" },
    ],
  ])("is the end that systemd sees: GET %s", async (path, end) => {
    const { place, service } = await installServer("tcp");
    await ask(place, { path });
    expect(await service.ended()).toEqual(end);
  });

  test("by systemctl stop is a success", async () => {
    const { place, service } = await installServer("tcp");
    const { pid } = await ask(place);
    await manager().systemctl("stop", "tcp.service");
    const success = { Result: "success", ExecMainCode: killed, ExecMainStatus: "15" };
    expect(await service.ended()).toEqual({ ActiveState: "inactive", ...success });
    expect(manager().hostPid(pid)).toBeUndefined();
  });

  test.each(kinds)(
    "comes with the end of rouse-exec, and the next client is served, %s",
    async (kind) => {
      const { place, service } = await installServer(kind);
      const first = await ask(place);
      manager().kill(await service.pid(), "SIGKILL");
      await until(() => manager().hostPid(first.pid) === undefined, {
        what: "the program to end",
      });
      expect(await service.ended()).toMatchObject({ Result: "signal", ExecMainStatus: "9" });
      const next = await ask(place);
      expect(next.pid).not.toBe(first.pid);
      expect(next.ppid).toBe(await service.pid());
    },
  );

  async function installServer(kind: Place["kind"]): Promise<{ place: Place; service: Service }> {
    const place = await newPlace(kind, manager());
    const exec = [rouseExec, ...serverPy, kind, place.address];
    const service = await installService(manager(), { name: kind, listen: [place.listen], exec });
    return { place, service };
  }
});
