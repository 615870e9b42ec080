import { beforeAll, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import type { UserManager } from "../systemd/manager.js";
import { ask, askWhenNamed, buildInside, type Container, runContainer } from "./container.js";
import { needsPodman, startHost } from "./host.js";

needsPodman().describe("rouse-exec as the first process of a container", () => {
  let host: UserManager;

  beforeAll(async () => {
    host = await startHost({ uid: 0 });
    await buildInside(host);
  }, 180_000);

  test("is pid 1, and the program knows nothing of passed sockets", async () => {
    const { address } = await serve();
    const { processes, passed } = await askWhenNamed(address);
    expect(processes.map(({ name, pid, parent }) => ({ name, pid, parent }))).toEqual([
      { name: "rouse-exec", pid: "1", parent: "0" },
      { name: "inside", pid: expect.any(String), parent: "1" },
    ]);
    expect(passed).toEqual([]);
  });

  test.each([
    ["/exit/0", 0],
    ["/exit/3", 3],
    ["/signal/9", 137],
    ["/signal/2", 130],
    ["/signal/15", 143],
  ])("ends with the status of the program: GET %s", async (path, status) => {
    const { container, address } = await serve();
    await get(address, { path }).catch(() => "the server ends within its answer");
    expect(await container.ended()).toBe(status);
  });

  test("passes podman stop on, by whose signal the program ends", async () => {
    const { container, address } = await serve();
    await ask(address);
    await container.stop();
    expect(await container.ended()).toBe(143);
  });

  test("leaves it to the program what a signal does", async () => {
    const { container, address } = await serve();
    await ask(address, "/handle/5");
    await container.stop();
    expect(await container.ended()).toBe(5);
  });

  test("is ended by SIGKILL with all that it holds, like every first process", async () => {
    const { container, address } = await serve();
    await ask(address);
    await container.kill("KILL");
    expect(await container.ended()).toBe(137);
    // conmon holds the socket too, until it ends a moment later.
    await until(() => isRefused(address), { what: `nobody to listen on ${address}` });
  });

  test("takes in a process without a parent, and reaps it when it ends", async () => {
    const { address } = await serve();
    const orphans = async (path: string) => {
      const { processes } = await ask(address, path);
      return processes.filter(({ name }) => !["rouse-exec", "inside"].includes(name));
    };
    await ask(address, "/orphan");
    const isAsleep = async () => {
      const found = await orphans("/");
      return found.some(({ state }) => state.startsWith("S")) && found;
    };
    expect(await until(isAsleep, { what: "the orphan to wait" })).toMatchObject([{ parent: "1" }]);
    await ask(address, "/release");
    await until(async () => (await orphans("/")).length === 0, { what: "no process but two" });
  });

  function isRefused(address: string): Promise<boolean> {
    return get(address, { deadlineMs: 1000 }).then(
      () => false,
      (error: unknown) => String(error).includes("ECONNREFUSED"),
    );
  }

  async function serve(): Promise<{ container: Container; address: string }> {
    const address = `127.0.0.1:${await freePort()}`;
    const argv = ["--", "/inside", address];
    const container = await runContainer(host, { sockets: [{ kind: "tcp", address }], argv });
    return { container, address };
  }
});
