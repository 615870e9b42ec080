import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { fixture, register } from "./program.js";
import { deadlineMs } from "./serve.js";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const stripsTypes = major > 22 || (major === 22 && minor >= 18);
const loader = fixture("loader.mjs");

async function adopts(options: string[], program: string, env: Record<string, string> = {}) {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const argv = [process.execPath, ...options, fixture(program), String(port)];
  const running = activate([{ kind: "tcp", address }], argv, { env });
  await running.line(/^serves/, { deadlineMs });
  expect(await converse(address, "", { deadlineMs })).toBe(String(running.pid));
}

describe("a program adopts that is", () => {
  test.each(["plain.mjs", "plain.cjs", "late.mjs"])("%s", (program) =>
    adopts(["--import", register], program),
  );

  test.skipIf(!stripsTypes)("TypeScript, whose types Node takes away", () =>
    adopts(["--import", register], "typed.ts"),
  );

  test.each([
    ["before", [loader, register]],
    ["after", [register, loader]],
  ])("TypeScript, by a loader that is imported %s it", (_, imports) =>
    adopts(
      imports.flatMap((each) => ["--import", each]),
      "typed.ts",
    ),
  );

  test("given NODE_OPTIONS only, and by both", async () => {
    await adopts([], "plain.mjs", { NODE_OPTIONS: `--import=${register}` });
    await adopts(["--import", register], "plain.cjs", { NODE_OPTIONS: `--import=${register}` });
  });
});
