import { expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { checkout } from "./manager.js";
import { newPlace } from "./places.js";
import { installService } from "./service.js";
import { asEachUser } from "./users.js";

asEachUser("the test bed", (manager, uid) => {
  test.each(["tcp", "unix"] as const)(
    "activates a program that knows LISTEN_FDS, %s",
    async (kind) => {
      const place = await newPlace(kind, manager());
      const exec = ["/usr/bin/python3", `${checkout}/test/programs/activated.py`];
      const service = await installService(manager(), { name: kind, listen: [place.listen], exec });
      expect(await service.state()).toBe("inactive");

      const reply = await converse(place.address, "hello");
      const { ActiveState, MainPID } = await service.show("ActiveState", "MainPID");
      expect(reply).toBe(`${MainPID} ${uid} ${kind}`);
      expect(ActiveState).toBe("active");
      expect(await service.socketState()).toBe("active running");
      expect(service.log).toBe("ready\n");
    },
  );

  test("tells how a run ended", async () => {
    const place = await newPlace("tcp", manager());
    const exec = ["/bin/sh", "-c", "'exit 3'"];
    const service = await installService(manager(), { name: "ends", listen: [place.listen], exec });
    await manager().inside(["systemctl", "--user", "start", "ends.service"]);
    expect(await service.ended()).toEqual({
      ActiveState: "failed",
      Result: "exit-code",
      ExecMainCode: "1",
      ExecMainStatus: "3",
    });
  });
});
