import { expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { probed } from "./probed.js";
import { steps } from "./steps.js";

test("rouse probe waits for what is bound a second later", async () => {
  const [early, late] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const { ended, binds } = await probed("--", ...steps(`tcp:${early}`, "wait:1", `tcp:${late}`));
  expect(ended).toBe("quiet");
  expect(binds.map(({ address }) => address)).toEqual([early, late]);
  const times = binds.map(({ listened_after_ms }) => listened_after_ms ?? 0);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1000);
});

test("with --for it watches so long, whether it is quiet or not", async () => {
  const [early, late] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const command = steps(`tcp:${early}`, "wait:3.2", `tcp:${late}`);
  const { ended, binds } = await probed("--for", "9s", "--", ...command);
  expect(ended).toBe("time");
  expect(binds.map(({ address }) => address)).toEqual([early, late]);
});
