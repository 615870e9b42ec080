import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import type { UserManager } from "../systemd/manager.js";
import { needsPodman, podman, startHost } from "./host.js";
import { buildWeb, installQuadlet, newerPodman, webImage } from "./quadlet.js";

const idle = ["--idle", "500ms"];

/** Root, and a user whom nobody knows outside of the test, with rootless containers. */
needsPodman().describe.each([0, 61_234])("rouse podman, by user %i", (uid) => {
  let host: UserManager;
  let add: string[];
  let port: number;
  let address: string;

  beforeAll(async () => {
    host = await startHost({ uid });
    await buildWeb(host);
    installQuadlet(host);
    port = await freePort();
    address = `127.0.0.1:${port}`;
    add = ["podman", "web", "--user", "--image", webImage, "--listen", String(port), ...idle];
  }, 180_000);

  test("shows what it would write, and writes nothing", async () => {
    const { code, stdout } = await rouse(...add, "--dry-run", "--", `:${port}`);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `+Exec=--ready --exit-idle-time=500ms --report=/rouse/report.json -- /web :${port}\n`,
    );
    expect(stdout).toContain("nothing was changed: this was --dry-run\n");
    expect([socketFile(), containerFile()].map((file) => existsSync(file))).toEqual([false, false]);
  });

  test("has the image started by the first client, whose own address its program sees", async () => {
    const { code, stdout } = await rouse(...add, "--", `:${port}`);
    expect(code).toBe(0);
    expect(stdout).toContain(`web listens on ${address}; the first client starts it`);
    const localPort = await freePort();
    const { body } = await get(address, { localAddress: "127.0.0.7", localPort });
    expect(body).toMatch(`you are 127.0.0.7:${localPort}, I am [127.0.0.1/8`);
  });

  test("is told about by rouse ls, awake and asleep", async () => {
    await get(address);
    await until(async () => (await state()).wakes > 0, { what: "rouse ls to see it awake" });
    await until(async () => (await state()).state === "asleep", {
      what: "rouse ls to see it asleep",
    });
    expect(await state()).toMatchObject({ kind: "podman", connections: null, memory_bytes: null });
    expect(await podman(host, "ps", "--all", "--quiet")).toBe("");
  });

  test("changes nothing of what is the same, and what the image runs when asked", async () => {
    const same = await rouse(...add, "--", `:${port}`);
    expect(same.stdout).toContain("the units of web are the same already\n");
    const changed = await rouse(...add, "--map", `*:80=${address}`);
    expect(changed.stdout).toMatch(/^\+Exec="--map=\*:80=web" .* -- \/web :80$/m);
    expect((await get(address)).body).toContain("you are 127.0.0.1:");
  });

  test("refuses what somebody else has", async () => {
    const [, , ...rest] = add;
    expect(await rouse("podman", "other", ...rest)).toMatchObject({
      code: 125,
      stderr: expect.stringContaining("the service 'web' of Rouse (user)"),
    });
    expect(
      await rouse("add", "web", "--user", "--listen", String(port), "--", "true"),
    ).toMatchObject({
      code: 125,
      stderr: expect.stringContaining("was written by `rouse podman`"),
    });
  });

  test("is removed without a trace", async () => {
    await get(address);
    expect(await rouse("rm", "web")).toMatchObject({ code: 0, stdout: "web is removed\n" });
    expect([socketFile(), containerFile()].map((file) => existsSync(file))).toEqual([false, false]);
    expect(await host.systemctl("list-units", "--all", "--plain", "--no-legend", "web*")).toBe("");
    expect(await podman(host, "ps", "--all", "--quiet")).toBe("");
    expect(existsSync(host.inRoot(`/run/user/${uid}/rouse`))).toBe(false);
  });

  test("says what Quadlet says, and touches nothing", async () => {
    installQuadlet(host, "echo 'quadlet-generator[7]: unsupported key' >&2");
    const { code, stderr } = await rouse(...add);
    expect({ code, stderr }).toEqual({
      code: 125,
      stderr:
        "rouse: Quadlet makes no service of 'web.container': it says quadlet-generator[7]: unsupported key\n",
    });
    expect([socketFile(), containerFile()].map((file) => existsSync(file))).toEqual([false, false]);
    installQuadlet(host);
  });

  test("says that an old podman has no Quadlet", async () => {
    const { code, stderr } = await host.rouse(...add);
    expect(code).toBe(125);
    expect(stderr).toMatch(/comes with podman 4\.4, and this is 4\.3\.\d;/);
  });

  test.each([
    [
      ["x", "--image", "localhost/none"],
      /cannot look at the image 'localhost\/none': .*`podman pull localhost\/none`/,
    ],
    [["x", "--image=-v"], /cannot read the image '-v'/],
    [
      ["x y", "--image", webImage],
      /'x y'.*a container has letters, digits, and _ \. - in its name/,
    ],
    [["x", "--image", webImage, "--", ""], /Quadlet cannot pass on an empty argument/],
  ])("refuses %j", async (args, sentence) => {
    const [name = "", ...rest] = args;
    const { code, stderr } = await rouse(
      "podman",
      name,
      "--user",
      "--listen",
      "127.0.0.1:9",
      ...rest,
    );
    expect({ code, stderr }).toEqual({ code: 125, stderr: expect.stringMatching(sentence) });
  });

  function rouse(...args: string[]) {
    return newerPodman(host, args);
  }

  async function state() {
    const { stdout } = await rouse("ls", "--json");
    return JSON.parse(stdout).services[0];
  }

  function socketFile(): string {
    return join(host.folder, ".config/systemd/user/web.socket");
  }

  function containerFile(): string {
    return join(host.folder, ".config/containers/systemd/web.container");
  }
});
