import { expect, test } from "vitest";
import { until } from "../harness/until.js";
import { Load } from "./load.js";
import { type Kind, kinds, newPlace } from "./places.js";
import { installService, rouseExec, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

asEachUser("systemctl restart", (manager) => {
  test.each(kinds)("loses nobody where the program ends between two requests, %s", async (kind) => {
    const load = await restartUnderLoad(kind, ["--finish"]);
    expect(load.errors).toEqual([]);
  });

  test.each(["tcp", "unix"] as const)(
    "refuses nobody where the program just ends, %s",
    async (kind) => {
      const load = await restartUnderLoad(kind, []);
      // At most the one connection in the hands of the program is broken by each of the three ends.
      expect(load.errors.filter((error) => !/ECONNRESET|EPIPE|socket hang up/.test(error))).toEqual(
        [],
      );
      expect(load.errors.length).toBeLessThanOrEqual(3);
    },
  );

  async function restartUnderLoad(kind: Kind, options: string[]): Promise<Load> {
    const place = await newPlace(kind, manager());
    const exec = [rouseExec, ...serverPy, kind, place.address, ...options];
    const service = await installService(manager(), { name: kind, listen: [place.listen], exec });
    const load = new Load(place);
    for (const runs of [1, 2, 3, 4]) {
      const what = () => `run ${runs} to answer; its log:\n${service.log}`;
      await until(() => load.pids.size >= runs, { what });
      if (runs < 4) await manager().systemctl("restart", `${kind}.service`);
    }
    await load.more(20);
    await load.stop();
    return load;
  }
});
