import { appendFileSync, chmodSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import type { lacking } from "../harness/servers.js";
import { run, start } from "../harness/start.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { checkout, node, type ServiceManager } from "../systemd/service-manager.js";
import type { Packed } from "./consumer.js";
import { installPackage } from "./install.js";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const deadlineMs = 60_000;

/** What the packed file does once npm has installed it. */
export function describeInstalled(
  prebuilt: Pick<ReturnType<typeof lacking>, "describe">,
  packed: () => Packed,
): void {
  prebuilt.describe("installed in one line, without koffi, in an empty HOME", () => {
    let installed: ReturnType<typeof installPackage>;
    beforeAll(() => {
      const since = performance.now();
      installed = installPackage(packed(), "--omit=optional");
      console.info(`npm installed it in ${Math.round(performance.now() - since)} ms`);
    });

    test("rouse doctor finds the rouse-exec of the package, and nothing of the checkout", async () => {
      const { prefix, rouse, options } = installed;
      const { stdout } = await run([rouse, "doctor"], { ...options, deadlineMs });
      expect(stdout).toMatch(
        new RegExp(`^rouse-exec +ok +${prefix}/[^\n]+/prebuilt/[^\n]+, ${version}$`, "m"),
      );
      expect(stdout).toMatch(/^hand-over +ok/m);
      expect(stdout).not.toContain(root);
    });

    test("rouse listen is woken by a client", async () => {
      const { rouse, options, home } = installed;
      const port = await freePort();
      const server = ["python3", "-m", "http.server", "--bind", "127.0.0.1", `${port}`];
      writeFileSync(join(home, "index.html"), "woken");
      const since = performance.now();
      const running = start([rouse, "listen", `${port}`, "--", ...server], options);
      await running.line(/^rouse: holding /);
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      expect(await answer.text()).toBe("woken");
      const passed = Math.round(performance.now() - since);
      console.info(`${passed} ms from rouse listen to the first answer of the woken server`);
      expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    });

    test("rouse doctor names a rouse-exec that was changed", async () => {
      const { rouse, options, own } = installed;
      appendFileSync(own, "changed");
      const { code, stdout } = await run([rouse, "doctor"], { ...options, deadlineMs });
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^rouse-exec +missing +.* is not the file that was packed: .*\n +next +install Rouse .* again$/m,
      );
    });
  });

  prebuilt.describe("installed in one line, with koffi, on a machine without the checkout", () => {
    let prefix: string;
    beforeAll(() => {
      prefix = installPackage(packed()).prefix;
    });

    test("koffi has its binary, although no install script has run", async () => {
      const asks = "process.exit(require('koffi').load(null).func('int getpid()')() - process.pid)";
      const cwd = join(prefix, "lib/node_modules/rouse");
      const { code, stderr } = await run([process.execPath, "-e", asks], { cwd, deadlineMs });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    });

    describeAdd(() => prefix);
  });
}

function describeAdd(prefixOf: () => string): void {
  needsMachine().describe("rouse add makes a service that a client wakes", () => {
    let machine: Machine;
    let path: string;
    beforeAll(async () => {
      const prefix = prefixOf();
      chmodSync(prefix, 0o755);
      machine = await startMachine();
      await hideCheckout(machine.system);
      path = `PATH=${prefix}/bin:${dirname(node)}:/usr/bin:/bin`;
    });

    test.each(["user", "system"] as const)(
      "of the %s, by a rouse-exec that stays",
      async (scope) => {
        const manager = machine[scope];
        const rouse = (...args: string[]) => manager.inside(["env", path, "rouse", ...args]);
        const folder = scope === "user" ? `${manager.home}/.local/lib/rouse` : "/usr/lib/rouse";
        const copy = `${folder}/${version}/rouse-exec`;
        const port = await freePort();
        const server = ["python3", "-m", "http.server", "--bind", "127.0.0.1", `${port}`];
        const added = await rouse("add", "web", "--listen", `${port}`, "--", ...server);
        expect([added.code, added.stderr]).toEqual([0, ""]);
        expect(added.stdout).toContain(`\n+ExecStart=${copy} `);
        expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
        const { MainPID } = await manager.show("web.service", "MainPID");
        const running = await manager.inside(["readlink", `/proc/${MainPID}/exe`]);
        expect(running.stdout).toBe(`${copy}\n`);
        expect((await rouse("ls")).stdout).toMatch(/^web +(awake|sleeps in [\d:]+) /m);
        expect((await rouse("rm", "web")).stdout).toBe("web is removed\n");
      },
    );
  });
}

/** In the namespaces of the machine. */
async function hideCheckout(system: ServiceManager): Promise<void> {
  const script = `umount ${checkout} && mount -t tmpfs tmpfs '${root}' && ! ls '${root}/package.json'`;
  expect(await system.inside(["sh", "-c", script])).toMatchObject({ code: 0 });
}
