import { join } from "node:path";
import { expect, test } from "vitest";
import { node } from "../cli/stand-in.js";
import { connect } from "../harness/connect.js";
import { program, rouse as rousePath } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportWhere } from "../harness/report.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

test("ls and status name the address on which the program listens instead", async () => {
  const [config, runtime] = [tempDir(), tempDir()];
  const env = {
    ...{ XDG_CONFIG_HOME: config, XDG_RUNTIME_DIR: runtime },
    DBUS_SESSION_BUS_ADDRESS: undefined,
  };
  const [address, other] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const server = ["python3", program("server.py"), "tcp", other];
  const listen = ["listen", address, "--name", "moved", "--", ...server];
  const running = start([node, rousePath, ...listen], { env });
  await running.line(/^rouse: holding /, { deadlineMs: 60_000 });
  await connect(address);
  await running.line(/^rouse-exec: the program listens on .* where a client waits/);
  await reportWhere(join(runtime, "rouse/moved.json"), ({ elsewhere }) => elsewhere.length === 1);
  const rouse = (...words: string[]) => run([node, rousePath, ...words], { env });
  const listed = JSON.parse((await rouse("ls", "--json")).stdout).services[0];
  expect(listed.state).toBe("waking");
  const cure = `--map=${other}=${address}`;
  expect(listed.why).toMatch(
    new RegExp(
      `; it listens on ${other}, not on ${address}, where a client waits: unless it is still loading, use ${cure}$`,
    ),
  );
  for (const width of ["45", "60", "80", "120"]) {
    const argv = ["python3", program("narrow-pty.py"), width, node, rousePath, "ls"];
    const lines = (await run(argv, { env })).stdout.trimEnd().split(/\r?\n/);
    expect(lines.join("\n")).toMatch(new RegExp(`[ \n]${cure}$`, "m"));
    expect(lines.filter((line) => line.length > Number(width) && line.trim() !== cure)).toEqual([]);
  }
  const { stdout } = await rouse("status", "moved");
  expect(stdout).toContain(`${address}, not taken by the program, which listens on ${other}\n`);
  const shown = JSON.parse((await rouse("status", "moved", "--json")).stdout);
  expect(shown.elsewhere).toEqual([{ address: other, type: "tcp" }]);
});
