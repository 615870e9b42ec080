import { expect, test } from "vitest";
import { ask, newPlace } from "./places.js";
import { installService, rouseExec, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

asEachUser("the environment of a program", (manager) => {
  test("has no LISTEN_ variables, and the watchdog is its own", async () => {
    const place = await newPlace("tcp", manager());
    await installService(manager(), {
      name: "environment",
      listen: [place.listen],
      exec: [rouseExec, ...serverPy, "tcp", place.address],
      service: ["WatchdogSec=40s", "NotifyAccess=all", "Environment=KEPT=yes"],
    });
    const { environ, pid } = await ask(place);
    expect(Object.keys(environ).filter((name) => name.startsWith("LISTEN_"))).toEqual([]);
    const { WATCHDOG_PID, WATCHDOG_USEC, KEPT } = environ;
    expect({ WATCHDOG_PID, WATCHDOG_USEC, KEPT }).toEqual({
      WATCHDOG_PID: String(pid),
      WATCHDOG_USEC: "40000000",
      KEPT: "yes",
    });
  });

  test("leads to the service manager: it may send READY=1 itself", async () => {
    const place = await newPlace("tcp", manager());
    const service = await installService(manager(), {
      name: "notify",
      listen: [place.listen],
      exec: [rouseExec, ...serverPy, "tcp", place.address, "--notify"],
      service: ["Type=notify", "NotifyAccess=all"],
    });
    await ask(place);
    expect(await service.show("ActiveState", "StatusText")).toEqual({
      ActiveState: "active",
      StatusText: "serving",
    });
  });
});
