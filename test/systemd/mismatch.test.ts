import { expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { installService, rouseExec, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

asEachUser("ListenStream= with a bare port, which is [::]", (manager) => {
  test("is told to the author of the unit of an IPv4 program", async () => {
    const port = await freePort();
    const service = await installService(manager(), {
      name: "bare",
      listen: [`ListenStream=${port}`],
      exec: [rouseExec, ...serverPy, "tcp", `0.0.0.0:${port}`],
    });
    await manager().inside(["systemctl", "--user", "start", "bare.service"]);
    await until(() => service.log.includes("never bound by the program"), {
      what: () => `the warning; the log:\n${service.log}`,
    });
    const said = service.log.split("\n").filter((line) => line.startsWith("rouse-exec: "));
    expect(said.join("\n")).toContain(`[::]:${port}`);
    expect(said.join("\n")).toContain(`ListenStream=0.0.0.0:${port}`);
    expect(said.join("\n")).toContain(`which listens on 0.0.0.0:${port}`);
    await manager().inside(["systemctl", "--user", "stop", "bare.service"]);
  });
});
