import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startForeground } from "../engines/foreground.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";

const clock = String.raw`\d+:\d\d`;

test("ls and status say what keeps a program awake, and what may", async () => {
  const file = join(tempDir(), "busy");
  writeFileSync(file, "");
  const address = `127.0.0.1:${await freePort()}`;
  const vetoes = ["--busy-cpu", "2%", "--busy-file", file, "--min-awake", "2s"];
  const web = await startForeground(
    [address, "--idle", "600ms", ...vetoes],
    ["python3", "-B", program("works.py"), "tcp", address],
  );
  expect(await web.rouse("status", "web")).toMatch(
    new RegExp(`^ +vetoes +busy-cpu=2\n +busy-file=${file}\n +min-awake=2s$`, "m"),
  );
  const group = Number(JSON.parse((await get(address, { path: "/cell" })).body).pid);
  await web.reported(({ busy }) => busy?.reason === "min-awake");
  const woken = await web.listed();
  expect(woken.why).toMatch(new RegExp(`^(awake for ${clock} more|busy: ${file} exists)$`));
  await web.reported(({ busy }) => busy?.reason === "file");
  expect(await web.listed()).toMatchObject({
    ...{ state: "awake", why: `busy: ${file} exists`, sleeps_at: null },
    busy: { reason: "file", text: `${file} exists`, until: null },
  });
  rmSync(file);
  await web.reported(({ busy }) => / % of a processor$/.test(busy?.text ?? ""));
  expect(await web.rouse("status", "web")).toMatch(/^ +why +busy: \d+ % of a processor$/m);
  const status = JSON.parse(await web.rouse("status", "web", "--json"));
  expect(status.vetoes).toEqual(["busy-cpu=2", `busy-file=${file}`, "min-awake=2s"]);
  process.kill(-group, "SIGKILL");
  await web.reported(({ state, wakes }) => state === "waiting" && wakes === 1);
  expect(await web.listed()).toMatchObject({ state: "asleep", busy: null });
});
