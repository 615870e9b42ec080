import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { supervise } from "../process/supervised.js";
import { said, startManager } from "./service-manager.js";

const server = ["python3", program("server.py"), "tcp", "ADDRESS"];

test("with --lazy it is ready while it sleeps, says so when it wakes, and never STOPPING=1", async () => {
  const manager = await startManager();
  const options = ["--lazy", "--ready", "--exit-idle-time=200ms"];
  const { running, address } = await supervise(server, { options, env: manager.env });
  expect(await manager.heardTexts(1)).toEqual([said.asleep]);
  const run = [said.starting, said.running, said.goingToSleep, said.asleep];
  await get(address);
  expect(await manager.heardTexts(5)).toEqual([said.asleep, ...run]);
  await get(address);
  expect(await manager.heardTexts(9)).toEqual([said.asleep, ...run, ...run]);
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  expect(await manager.allTexts()).toHaveLength(9);
});

test("with --lazy the stop of the service is not told as sleep", async () => {
  const manager = await startManager();
  const options = ["--lazy", "--ready"];
  const { running, address } = await supervise(server, { options, env: manager.env });
  await get(address);
  await manager.heard(said.running.split("\n")[1] ?? "");
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  expect(await manager.allTexts()).toEqual([said.asleep, said.starting, said.running]);
});
