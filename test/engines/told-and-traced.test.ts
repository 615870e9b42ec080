import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { startForeground, startSteps } from "./foreground.js";

const clock = String.raw`\d+:\d\d`;

test("a service that was told to end, and whose program ignores that, is stopping", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const web = await startSteps([address]);
  (await connect(address)).destroy();
  await web.take(`bind s tcp ${address}; listen s; accept s; ignore`);
  await web.reported(({ state }) => state === "running");
  web.running.signal("SIGTERM");
  await web.reported(({ state }) => state === "stopping");
  const { state, why, sleeps_at: sleepsAt } = await web.listed();
  expect({ state, sleepsAt }).toEqual({ state: "stopping", sleepsAt: null });
  expect(why).toMatch(new RegExp(`^it was told to end ${clock} ago$`));
  const status = await web.rouse("status", "web");
  expect(status).toContain(`${address}, taken by the program, which was told to end\n`);
  expect(status).not.toContain("sleeps in");
});

needs("strace").test(
  "a service whose program is traced says that it is not put to sleep",
  async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const server = ["python3", program("server.py"), "tcp", address];
    const strace = ["strace", "-f", "-e", "trace=none", ...server];
    const web = await startForeground([address, "--idle", "200ms"], strace);
    (await connect(address)).destroy();
    await web.reported(({ traced }) => traced);
    const { state, why, sleeps_at: sleepsAt } = await web.listed();
    expect({ state, sleepsAt }).toEqual({ state: "awake", sleepsAt: null });
    expect(why).toMatch(
      new RegExp(`^it is not put to sleep, since a process of it is traced; awake for ${clock}$`),
    );
  },
);
