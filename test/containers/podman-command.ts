import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import type { ServiceManager } from "../systemd/service-manager.js";
import { allGone, needsPodman } from "./host.js";
import { installQuadlet, nobodyImage, rouseWith, startQuadletHost, webImage } from "./quadlet.js";

/** What `rouse podman` does for a user, rootless, or for the system. */
export function describePodman(scope: "user" | "system"): void {
  needsPodman().describe(`rouse podman, a service of the ${scope}`, () => {
    let host: ServiceManager;
    let add: string[];
    let port: number;
    let address: string;

    beforeAll(async () => {
      host = await startQuadletHost(scope);
      port = await freePort();
      address = `127.0.0.1:${port}`;
      add = ["podman", "web", "--image", webImage, "--listen", String(port), "--idle", "500ms"];
    }, 180_000);

    test("shows what it would write, and writes nothing", async () => {
      const { code, stdout } = await rouse(...add, "--dry-run", "--", `:${port}`);
      expect(code).toBe(0);
      expect(stdout).toContain(
        `+Exec=--ready --exit-idle-time=500ms --report=/rouse/report.json -- /web :${port}\n`,
      );
      expect(stdout).toContain("nothing was changed: this was --dry-run\n");
      expect(written()).toEqual([]);
    });

    test("has the image started by the first client, whose own address its program sees", async () => {
      const { code, stdout } = await rouse(...add, "--", `:${port}`);
      expect(code).toBe(0);
      expect(stdout).toContain(`web listens on ${address}; the first client starts it`);
      const localPort = await freePort();
      const { body } = await get(address, { localAddress: "127.0.0.7", localPort });
      expect(body).toMatch(`you are 127.0.0.7:${localPort}, I am [127.0.0.1/8`);
    });

    test("has its first client wait for a check, and its address is seen all the same", async () => {
      const awake = ["--idle", "1h", "--ready-check", "http:/"];
      const { stdout } = await rouse(...add, ...awake, "--", `:${port}`);
      expect(stdout).toMatch(/^\+Exec=.* --ready-check=http:\/ /m);
      const localPort = await freePort();
      const { body } = await get(address, { localAddress: "127.0.0.8", localPort });
      expect(body).toMatch(`you are 127.0.0.8:${localPort}, I am [127.0.0.1/8`);
      const { gate } = JSON.parse((await rouse("status", "web", "--json")).stdout);
      expect(gate).toBe("open");
      expect(await rouse(...add, "--", `:${port}`)).toMatchObject({ code: 0 });
      expect(await rouse("stop", "web")).toMatchObject({ code: 0 });
    });

    test("is told about by rouse ls, awake and asleep", async () => {
      await get(address);
      await until(async () => (await state()).wakes > 0, { what: "rouse ls to see it awake" });
      await until(async () => (await state()).state === "asleep", {
        what: "rouse ls to see it asleep",
      });
      expect(await state()).toMatchObject({
        kind: "podman",
        connections: null,
        memory_bytes: null,
      });
      await allGone(host);
    });

    test("changes nothing of what is the same, and what the image runs when asked", async () => {
      const same = await rouse(...add, "--", `:${port}`);
      expect(same.stdout).toContain("the units of web are already the same\n");
      const changed = await rouse(...add, "--map", `*:80=${address}`);
      expect(changed.stdout).toMatch(/^\+Exec="--map=\*:80=web" .* -- \/web :80$/m);
      expect((await get(address)).body).toContain("you are 127.0.0.1:");
    });

    test("is looked at, restarted, edited and stopped like every other", async () => {
      expect((await rouse("status", "web")).stdout).toMatch(/^web, of the (user|system): /);
      expect(await rouse("restart", "web")).toMatchObject({ code: 0 });
      const edited = await rouseWith(
        host,
        "newer",
        ["edit", "web"],
        "EDITOR=sed -i s/500ms/600ms/",
      );
      expect(edited.stdout).toContain("+Exec=");
      expect(edited.stdout).toContain("web is changed\n");
      const settings = ["--set", "idle=700ms", "--set", "stop-signal=INT"];
      const set = await rouse("edit", "web", ...settings);
      expect(set.stdout).toMatch(
        /^\+Exec=.* --exit-idle-time=700ms .*--stop-signal=INT .* -- \/web :80$/m,
      );
      expect(set.stdout).toContain("web is changed\n");
      expect(await rouse("edit", "web", "--set", "image=")).toMatchObject({
        code: 125,
        stderr: "rouse: cannot set 'image' to '': expected a value: it has no default\n",
      });
      expect(await rouse("stop", "web")).toMatchObject({ code: 0 });
      const { stdout } = await rouse("doctor");
      expect(stdout).toMatch(/service web +ok /);
      expect(await rouse("convert", "web.service")).toMatchObject({
        code: 125,
        stderr: expect.stringContaining("Rouse wrote it"),
      });
    });

    test("refuses what somebody else has", async () => {
      const [, , ...rest] = add;
      expect(await rouse("podman", "other", ...rest)).toMatchObject({
        code: 125,
        stderr: expect.stringContaining("the service 'web' of Rouse ("),
      });
      const foreign = join(configFolder(), "containers/systemd/other.container");
      writeFileSync(foreign, "[Container]\nImage=localhost/other\n");
      const elsewhere = ["--image", webImage, "--listen", String(await freePort())];
      expect(await rouse("podman", "other", ...elsewhere)).toMatchObject({
        code: 125,
        stderr: expect.stringMatching(/Rouse did not write \/.*other\.container/),
      });
      rmSync(foreign);
      expect(await rouse("add", "web", "--listen", String(port), "--", "true")).toMatchObject({
        code: 125,
        stderr: expect.stringContaining("was written by `rouse podman`"),
      });
    });

    test("is removed without a trace", async () => {
      await get(address);
      expect(await rouse("rm", "web")).toMatchObject({ code: 0, stdout: "web is removed\n" });
      expect(written()).toEqual([]);
      expect(await host.systemctl("list-units", "--all", "--plain", "--no-legend", "web*")).toBe(
        "",
      );
      await allGone(host);
      const runtime = scope === "user" ? `/run/user/${host.uid}` : "/run";
      expect(existsSync(host.inRoot(`${runtime}/rouse`))).toBe(false);
    });

    function rouse(...args: string[]) {
      return rouseWith(host, "newer", args);
    }

    async function state() {
      const { stdout } = await rouse("ls", "--json");
      return JSON.parse(stdout).services[0];
    }

    function configFolder(): string {
      return scope === "user" ? join(host.folder, ".config") : host.inRoot("/etc");
    }

    /** Those that Rouse writes. */
    function written(): string[] {
      const folder = configFolder();
      const files = [
        "systemd/user/web.socket",
        "systemd/system/web.socket",
        "containers/systemd/web.container",
      ];
      return files.map((name) => join(folder, name)).filter((file) => existsSync(file));
    }

    // The user of the tests has no others to be in a container.
    if (scope === "system")
      test("has an image with a user of its own served", async () => {
        const place = `127.0.0.1:${await freePort()}`;
        const options = ["--listen", place, "--map", `*:80=${place}`];
        const { stdout } = await rouse("podman", "nobody", "--image", nobodyImage, ...options);
        expect(stdout).toMatch(
          /^\+Exec="--map=\*:80=nobody" --ready --exit-idle-time=10min -- \/web :80$/m,
        );
        expect((await get(place)).body).toContain("you are 127.0.0.1:");
        expect(await rouse("rm", "nobody")).toMatchObject({ code: 0 });
      });

    // To these the scope makes no difference.
    if (scope === "system") return;

    test("says what Quadlet says, and touches nothing", async () => {
      installQuadlet(host, "echo 'quadlet-generator[7]: unsupported key' >&2");
      const { code, stderr } = await rouse(...add);
      expect({ code, stderr }).toEqual({
        code: 125,
        stderr:
          "rouse: Quadlet makes no service of 'web.container': it says quadlet-generator[7]: unsupported key\n",
      });
      expect(written()).toEqual([]);
      installQuadlet(host);
    });

    test("says that an old podman has no Quadlet", async () => {
      const { code, stderr } = await rouseWith(host, "old", add);
      expect(code).toBe(125);
      expect(stderr).toMatch(/has it since version 4\.4, and this is version 4\.3\.\d;/);
    });

    test.each([
      [
        ["x", "--image", "localhost/none"],
        /cannot look at the image 'localhost\/none': .*`podman pull localhost\/none`/,
      ],
      [["x", "--image", nobodyImage], /cannot work in a container of 'localhost\/nobody': .*crun/],
      [["x", "--image=-v"], /cannot read the image '-v'/],
      [
        ["x y", "--image", webImage],
        /'x y'.*the name of a container consists of letters, digits, and _ \. -/,
      ],
      [["x", "--image", webImage, "--", ""], /Quadlet cannot pass on an empty argument/],
    ])("refuses %j", async (args, sentence) => {
      const [name = "", ...rest] = args;
      const { code, stderr } = await rouse(
        "podman",
        name,
        "--listen",
        "@rouse-test-refused",
        ...rest,
      );
      expect({ code, stderr }).toEqual({ code: 125, stderr: expect.stringMatching(sentence) });
    });
  });
}
