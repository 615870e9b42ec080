import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engines, guard } from "../guards/calls.js";
import { converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";

describe.each(engines)("a socket made by %s, which a child binds for its parent,", (engine) => {
  test.each(["tcp", "unix"] as const)("is adopted where the parent listens, %s", async (kind) => {
    const address = kind === "tcp" ? `127.0.0.1:${await freePort()}` : join(tempDir(), "socket");
    const argv = ["python3", "-B", program("adopt-by-child.py"), kind, address];
    const running = guard([{ kind, address }], argv, { engine });
    await running.line(/^ready$/);
    expect(await converse(address, "hello")).toBe(address);
    expect(running.stderr).toBe("");
  });
});
