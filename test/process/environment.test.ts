import { expect, test } from "vitest";
import { environ } from "../harness/procs.js";
import { sleeperPid } from "./sleeper.js";
import { supervise } from "./supervised.js";

const env = {
  NOTIFY_SOCKET: "/run/nobody/notify",
  WATCHDOG_USEC: "30000000",
  LISTEN_PIDFDID: undefined,
};

test("LISTEN_* is gone, NOTIFY_SOCKET is left, and the watchdog's pid is that of the program", async () => {
  const before = ["sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh"];
  const { pid, found } = await environmentOf({ env, before });
  expect(found).toMatchObject({ NOTIFY_SOCKET: env.NOTIFY_SOCKET, WATCHDOG_PID: String(pid) });
  expect(found).toMatchObject({ WATCHDOG_USEC: env.WATCHDOG_USEC });
  expect(Object.keys(found).filter((name) => name.startsWith("LISTEN_"))).toEqual([]);
});

test("the watchdog of another process is left to that", async () => {
  const { found } = await environmentOf({ env: { ...env, WATCHDOG_PID: "1" } });
  expect(found).toMatchObject({ WATCHDOG_PID: "1", WATCHDOG_USEC: env.WATCHDOG_USEC });
});

async function environmentOf(options: Parameters<typeof supervise>[1]) {
  const { running } = await supervise(["sleep", "60"], options);
  const pid = await sleeperPid(running.pid);
  return { pid, found: environ(pid) };
}
