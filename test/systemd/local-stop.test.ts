import { expect, test } from "vitest";
import type { FoundDaemon, StopOutcome } from "../../src/local.js";
import { until } from "../harness/until.js";
import { checkout, node, type UserManager } from "./manager.js";
import { installService, type Service } from "./service.js";
import { asEachUser } from "./users.js";

const programs = `${checkout}/test/local/programs`;

function install(manager: UserManager, service: string[] = []): Promise<Service> {
  return installService(manager, {
    name: "demo",
    listen: ["ListenStream=%t/demo/daemon.sock"],
    socket: ["SocketMode=0600", "DirectoryMode=0700"],
    exec: [node, `${programs}/serve.mjs`],
    service: ["Type=notify", ...service],
  });
}

/** What a program of the same user says. */
async function kit<T>(manager: UserManager, verb: string, options = {}): Promise<T> {
  const argv = [node, `${programs}/kit.mjs`, verb, JSON.stringify(options)];
  const { stdout, stderr } = await manager.inside(argv);
  if (stderr !== "") throw new Error(`kit.mjs ${verb}: ${stderr}`);
  return JSON.parse(stdout);
}

/** The pid of the daemon that answers at the socket of the unit. */
async function wake(manager: UserManager): Promise<number> {
  const text = await kit<string>(manager, "ask");
  return Number(text.match(/^hello from (\d+)$/m)?.[1]);
}

async function runtimeFiles(manager: UserManager, uid: number): Promise<string[]> {
  const { stdout } = await manager.inside(["ls", `/run/user/${uid}/demo`]);
  return stdout.split("\n").filter((name) => name.endsWith(".json"));
}

asEachUser("a daemon of rouse/local", (manager, uid) => {
  test("is woken neither by a search for it nor by a stop, and its socket stays", async () => {
    const service = await install(manager());
    expect(await kit(manager(), "find")).toBeNull();
    expect(await kit(manager(), "stop")).toMatchObject({ outcome: "not-running" });
    expect(await service.state()).toBe("inactive");
    const first = await wake(manager());
    expect(await service.pid()).toBe(first);
    const found = await kit<FoundDaemon>(manager(), "find");
    expect(found).toMatchObject({ pid: first, version: "1.2.3", activated: true });
    const ended = [{ pid: first, by: "SIGTERM" }];
    const stopped = await kit(manager(), "stop", { timeoutMs: 20_000 });
    expect(stopped).toMatchObject({ outcome: "stopped", ended });
    expect(await service.ended()).toMatchObject({ ActiveState: "inactive", Result: "success" });
    expect(await service.socketState()).toBe("active listening");
    expect(await kit(manager(), "find")).toBeNull();
    expect(await service.state()).toBe("inactive");
    expect(await wake(manager())).not.toBe(first);
  });

  test("that was killed hinders no later one, and is not woken by a search for it", async () => {
    const service = await install(manager());
    const first = await wake(manager());
    manager().kill(first, "SIGKILL");
    await service.ended();
    expect(await runtimeFiles(manager(), uid)).toEqual([`daemon.${first}.json`]);
    expect(await kit(manager(), "find")).toBeNull();
    expect(await service.state()).toBe("failed");
    expect(await service.socketState()).toBe("active listening");
    const next = await wake(manager());
    expect(await runtimeFiles(manager(), uid)).toEqual([`daemon.${next}.json`]);
    expect(await kit(manager(), "stop")).toMatchObject({ outcome: "stopped" });
  });

  test("that the service manager starts again is handed over (77)", async () => {
    const service = await install(manager(), ["Restart=always", "RestartSec=100ms"]);
    const first = await wake(manager());
    const outcome = await kit<StopOutcome>(manager(), "stop", {
      timeoutMs: 20_000,
      successorMs: 20_000,
    });
    expect(outcome).toMatchObject({
      outcome: "handed-over",
      ended: [{ pid: first, by: "SIGTERM" }],
      successor: { isReady: true },
    });
    await until(async () => (await service.pid()) === outcome.successor?.pid);
    expect(await wake(manager())).toBe(outcome.successor?.pid);
  });
});
