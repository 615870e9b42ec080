import { expect, test as plainTest } from "vitest";
import { stateNames } from "../../src/services/service-state.js";
import { freePort } from "../harness/ports.js";
import { run } from "../harness/start.js";
import { needsMachine, startMachine } from "../systemd/machine.js";
import { checkout, node } from "../systemd/service-manager.js";
import { blocks, page } from "./pages.js";

const rouse = `${checkout}/dist/cli/main.js`;

/** Returns the command lines of a page, without the comments behind them. */
function commandsOf(page: string): string[][] {
  const lines = blocks(page, "sh").flatMap((text) => text.split("\n"));
  return lines
    .map((line) => line.replace(/\s+#.*/, "").trim())
    .filter((line) => line.startsWith("rouse "))
    .map((line) => line.split(" ").slice(1));
}

const { test } = needsMachine();

plainTest("docs/services.md explains every state", () => {
  const rows = page("docs/services.md").matchAll(/^\| `([\w-]+)` \|/gm);
  expect([...rows].map(([, state]) => state)).toEqual([...stateNames]);
});

test("the commands of docs/services.md do what their comments say", async () => {
  const { user } = await startMachine();
  const port = await freePort();
  const server = ["/usr/bin/python3", "-m", "http.server", String(port)];
  await user.rouse("add", "web", "--listen", String(port), "--cwd", "/usr/share", "--", ...server);
  const commands = commandsOf("docs/services.md");
  const verbs = [
    "status",
    "logs",
    "stop",
    "stop",
    "start",
    "restart",
    "edit",
    "edit",
    "edit",
    "rm",
  ];
  expect(commands.map(([verb]) => verb)).toEqual(verbs);
  for (const words of commands) {
    // -f would follow for ever, and an editor would wait for input.
    const argv = [node, rouse, ...words.filter((word) => word !== "-f")];
    const { code, stderr } = await run(user.insideArgv(argv, { EDITOR: "true" }), { cwd: "/" });
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: "" });
  }
  expect((await user.rouse("status", "web")).code).toBe(4);
});
