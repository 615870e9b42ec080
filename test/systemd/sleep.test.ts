import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { ask, type Kind, kinds, newPlace, type Place } from "./places.js";
import { installService, rouseExec, type Service, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

const asleep = {
  ActiveState: "inactive",
  Result: "success",
  ExecMainCode: "1",
  ExecMainStatus: "0",
};

asEachUser("an idle service", (manager) => {
  test("sleeps, and is woken by the next client, again and again", async () => {
    const cycles = kinds.map(async (kind) => {
      const { place, service } = await installSleeper(kind);
      const pids = new Set<number>();
      for (let run = 1; run <= 3; run++) {
        const { pid } = await ask(place);
        pids.add(pid);
        expect(await sleepOf(service, pid), `${kind}, run ${run}`).toEqual(asleep);
      }
      expect(pids.size).toBe(3);
    });
    await Promise.all(cycles);
  });

  test("stays awake while a connection is open, and sleeps when it has closed", async () => {
    const holds = (["tcp", "unix"] as const).map(async (kind) => {
      const { place, service } = await installSleeper(kind);
      const asking = ask(place);
      // In the queue behind that one: it never finds the program asleep.
      const socket = await connect(place.address);
      const { pid } = await asking;
      const end = performance.now() + 2500;
      await until(async () => (await service.state()) !== "active" || performance.now() > end, {
        everyMs: 200,
      });
      expect(await service.state(), kind).toBe("active");
      socket.destroy();
      expect(await sleepOf(service, pid), kind).toEqual(asleep);
    });
    await Promise.all(holds);
  });

  async function installSleeper(kind: Kind): Promise<{ place: Place; service: Service }> {
    const place = await newPlace(kind, manager());
    const exec = [rouseExec, "--exit-idle-time=1s", ...serverPy, kind, place.address];
    const service = await installService(manager(), { name: kind, listen: [place.listen], exec });
    return { place, service };
  }

  /** How the run ended, once the program is gone and the socket listens again. */
  async function sleepOf(service: Service, pid: number) {
    const end = await service.ended();
    expect(await service.socketState()).toBe("active listening");
    expect(manager().hostPid(pid)).toBeUndefined();
    return end;
  }
});
