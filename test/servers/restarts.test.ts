import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasCode } from "../../src/errors/has-code.js";
import { children } from "../harness/procs.js";
import { needs, programPath } from "../harness/servers.js";
import { run as runCommand } from "../harness/start.js";
import { until } from "../harness/until.js";
import apache from "./catalog/apache.js";
import haproxy from "./catalog/haproxy.js";
import phpFpm, { phpFpmProgram } from "./catalog/php-fpm.js";
import { Load } from "./load.js";
import { nginx } from "./nginx.js";
import { tcp, unix } from "./places.js";
import type { Run, Server } from "./server.js";
import type { Service } from "./service.js";
import { type Started, startServer } from "./started.js";

const spots = [tcp(), unix(), tcp("[::1]")];

/** Does what restarts it while clients come and go; none of them may be refused or get half an answer. */
async function underLoad(
  server: Pick<Server, "command" | "ask">,
  restart: (started: Started, load: Load) => Promise<void>,
  passed = spots,
): Promise<Service> {
  const started = await startServer(server, passed);
  const load = new Load(started.asks);
  await load.more();
  await restart(started, load);
  await load.more();
  await load.stop();
  expect(load.failures).toEqual([]);
  await started.service.servesOn(passed.length);
  return started.service;
}

/** Undefined while nginx renames the file, and 0 until it has written it. */
function pidIn(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function nginxCommand(settings: Parameters<typeof nginx>[1]) {
  return (run: Run) => nginx(run, settings).with(0, programPath("nginx"));
}

needs("nginx", "ss").describe("nginx refuses nobody", () => {
  test("while it reads its configuration anew, told by itself and through rouse-exec", async () => {
    const command = (version: string) => nginxCommand({ version });
    await underLoad({ command: command("0") }, async ({ service, run, asks }, load) => {
      const reload = (argv: string[]) => runCommand([...argv, "-s", "reload"]);
      const signal = () => service.running.signal("SIGHUP");
      for (const [version, tell] of Object.entries({ 1: reload, 2: signal, 3: reload })) {
        await tell(command(version)(run));
        const isNew = async () => (await asks[0]?.())?.version === version;
        await until(isNew, { what: `an answer of version ${version}` });
        await load.more();
      }
      const told = service.running.output.matches(/signal 1 \(SIGHUP\) received/);
      expect(told).toHaveLength(3);
    });
  });

  test("while its binary is changed with USR2; the new one then ends with rouse-exec", async () => {
    const service = await underLoad(
      { command: nginxCommand({ daemon: "on" }) },
      async ({ service, run }, load) => {
        const file = join(run.folder, "nginx.pid");
        const pid = () => pidIn(file);
        const old = await until(pid);
        process.kill(old, "SIGUSR2");
        const isNew = () => existsSync(`${file}.oldbin`) && pid() && pid() !== old;
        await until(isNew);
        await load.more();
        process.kill(old, "SIGQUIT");
        await until(() => !service.processes().includes(old));
      },
    );
    expect(await service.running.stop()).toEqual({ code: 0, signal: null });
  });
});

needs("apache2", "ss").test("apache refuses nobody while it restarts at USR1", async () => {
  await underLoad(
    apache,
    async ({ service, run }, load) => {
      service.running.signal("SIGUSR1");
      const log = () => readFileSync(join(run.folder, "error.log"), "utf8");
      await until(() => log().match(/resuming normal operations/g)?.length === 2);
      await load.more();
    },
    [tcp(), tcp("[::1]")],
  );
});

needs(phpFpmProgram, "ss").test(
  "php-fpm refuses nobody while it executes itself at USR2",
  async () => {
    await underLoad(phpFpm, async ({ service, run }) => {
      service.running.signal("SIGUSR2");
      const log = () => readFileSync(join(run.folder, "error.log"), "utf8");
      await until(() => /reloading: execvp/.test(log()));
      await until(() => /using inherited socket/.test(log()));
    });
  },
);

needs("haproxy", "ss").test("haproxy -W refuses nobody while it reloads at USR2", async () => {
  const command = (run: Run) => [...haproxy.command(run).filter((word) => word !== "-db"), "-W"];
  await underLoad({ ...haproxy, command }, async ({ service }) => {
    const [master = 0] = children(service.running.pid);
    const [old = 0] = await until(() => children(master).length > 0 && children(master));
    service.running.signal("SIGUSR2");
    await until(() => !children(master).includes(old));
  });
});
