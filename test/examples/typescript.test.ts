import { join } from "node:path";
import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { run, start } from "../harness/start.js";
import { copyOf, deadlineMs, firstAnswer } from "./example.js";

const files = ["typescript/server.ts", "typescript/tsconfig.json"];

async function serves(program: string, port: number): Promise<void> {
  const address = `127.0.0.1:${port}`;
  const argv = [process.execPath, program];
  const passed = activate([{ kind: "tcp", address }], argv);
  await passed.line(/^passed by systemd/, { deadlineMs });
  expect((await get(address)).body).toBe("hello from TypeScript\n");
  expect(await passed.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  const alone = start(argv);
  expect(await firstAnswer(address)).toBe("hello from TypeScript\n");
  await alone.line(/^on its own/, { deadlineMs });
}

test("examples/sdk/typescript compiles by its own settings, and serves", async () => {
  const port = await freePort();
  const place = copyOf(files, { 8080: port });
  const tsc = [process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", place];
  expect(await run(tsc, { deadlineMs: 60_000 })).toMatchObject({ code: 0, stdout: "" });
  await serves(join(place, "dist/server.js"), port);
});

// From 22.18 on; the types of Node 20 do not know the property.
const stripsTypes = Boolean(Reflect.get(process.features, "typescript"));

test.skipIf(!stripsTypes)("examples/sdk/typescript is run by Node as it stands", async () => {
  const port = await freePort();
  await serves(join(copyOf(files, { 8080: port }), "server.ts"), port);
});
