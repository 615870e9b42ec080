import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { checkout, node } from "./manager.js";
import { ask, kinds, newPlace } from "./places.js";
import { installService, rouseExec, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

asEachUser("an unmodified program", (manager, uid) => {
  test.each(kinds)("is started by the first client and answers it itself, %s", async (kind) => {
    const place = await newPlace(kind, manager());
    const exec = [rouseExec, ...serverPy, kind, place.address];
    const service = await installService(manager(), { name: kind, listen: [place.listen], exec });
    expect(await service.state()).toBe("inactive");

    const facts = await ask(place);
    expect(await service.state()).toBe("active");
    expect(facts.uid).toBe(uid);
    expect(facts.ppid).toBe(await service.pid());
    expect((await ask(place)).pid).toBe(facts.pid);
  });

  test.each(["tcp", "udp"] as const)(
    "sees the address and port of its client, %s",
    async (kind) => {
      const place = await newPlace(kind, manager());
      const exec = [rouseExec, ...serverPy, kind, place.address];
      await installService(manager(), { name: kind, listen: [place.listen], exec });
      const localPort = await freePortPair();
      const { peer } = await ask(place, { localAddress: "127.0.0.1", localPort });
      expect(peer).toEqual(["127.0.0.1", localPort]);
    },
  );

  test("sees the pid and uid of its client, unix", async () => {
    const place = await newPlace("unix", manager());
    const exec = [rouseExec, ...serverPy, "unix", place.address];
    await installService(manager(), { name: "unix", listen: [place.listen], exec });
    const client = `${checkout}/test/programs/unix_client.py`;
    const { stdout } = await manager().inside(["python3", client, place.address]);
    const [pid, body = ""] = stdout.split("\n");
    expect(JSON.parse(body).peer).toEqual([Number(pid), uid]);
  });

  test("may be python's http.server", async () => {
    const { folder } = manager();
    writeFileSync(join(folder, "page"), "from http.server");
    const port = await freePort();
    const program = ["/usr/bin/python3", "-um", "http.server", String(port)];
    const service = await installService(manager(), {
      name: "http-server",
      listen: [`ListenStream=127.0.0.1:${port}`],
      exec: [rouseExec, ...program, "--bind", "127.0.0.1", "--directory", folder],
    });
    const { status, body } = await get(`127.0.0.1:${port}`, { path: "/page" });
    expect({ status, body }).toEqual({ status: 200, body: "from http.server" });
    expect(service.log).toContain("127.0.0.1 - - [");
  });

  test.each(["127.0.0.1", "::"])("may be a Node server on %s", async (host) => {
    const port = await freePort();
    await installService(manager(), {
      name: "node",
      listen: [`ListenStream=127.0.0.1:${port}`],
      exec: [rouseExec, node, `${checkout}/test/programs/http.mjs`, host, String(port)],
    });
    const localPort = await freePort();
    const { body } = await get(`127.0.0.1:${port}`, { localAddress: "127.0.0.1", localPort });
    expect(JSON.parse(body).peer).toEqual(["127.0.0.1", localPort]);
  });
});
