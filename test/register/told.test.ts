import { describe, expect, test } from "vitest";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { freePort } from "../harness/ports.js";
import { fixture, register } from "./program.js";
import { deadlineMs } from "./serve.js";

const imports = [fixture("faster.mjs"), register].flatMap((each) => ["--import", each]);

/** What is said when a server listens at these, as long after its first as ten seconds would be. */
async function said(sockets: ListeningSocket[], lists: unknown[][]): Promise<string> {
  const texts = lists.map((list) => JSON.stringify(list));
  const running = activate(sockets, [
    process.execPath,
    ...imports,
    fixture("elsewhere.mjs"),
    ...texts,
  ]);
  await running.line(/^enough$/, { deadlineMs });
  await running.exit({ deadlineMs });
  return running.stderr;
}

describe("a passed socket that nobody has taken after ten seconds of serving elsewhere", () => {
  const host = "127.0.0.1";
  const web = (port: number): ListeningSocket => ({
    kind: "tcp",
    address: `${host}:${port}`,
    name: "web",
  });

  test("is told, once", async () => {
    const [p, q, r] = [await freePort(), await freePort(), await freePort()];
    const text = await said(
      [web(p)],
      [
        [q, host],
        [r, host],
      ],
    );
    expect(text.match(/REGISTER_NOT_ADOPTED/g)).toHaveLength(1);
    expect(text).toContain(`listens on ${host}:${q}, ${host}:${r}, and 'web' (${host}:${p}) was`);
  });

  test("is not told when it was taken in the meantime", async () => {
    const [p, q] = [await freePort(), await freePort()];
    expect(
      await said(
        [web(p)],
        [
          [q, host],
          [p, host],
        ],
      ),
    ).toBe("");
  });

  test("is not told when a worker may have taken it", async () => {
    const [p, q] = [await freePort(), await freePort()];
    const program = [process.execPath, ...imports, fixture("metrics.mjs"), String(p), String(q)];
    const running = activate([web(p)], program);
    await running.line(/^enough$/, { deadlineMs });
    await running.exit({ deadlineMs });
    expect(running.stderr).toBe("");
  });

  test("is not told of a program that only took a free port", async () => {
    expect(await said([web(await freePort())], [[0, host]])).toBe("");
  });
});
