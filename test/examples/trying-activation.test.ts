import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocks } from "../docs/pages.js";
import { activate } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { type Running, start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { checkout, node } from "../systemd/manager.js";
import { asEachUser } from "../systemd/users.js";
import { copyOf, deadlineMs, firstAnswer, text } from "./example.js";

const lines = blocks("docs/trying-activation.md", "sh").flatMap((block) =>
  block.trim().split("\n"),
);

/** The words of the one command of the page that has this in it. */
function words(part: string, port: number): string[] {
  const fitting = lines.filter((line) => line.includes(part));
  expect(fitting).toHaveLength(1);
  return (fitting[0] ?? "").replaceAll("8080", String(port)).split(" ");
}

interface Tried {
  running: Running;
  address: string;
  /** Where the examples of the page lie, to be changed. */
  folder: string;
}

/** Runs a command of the page as it stands, but for its port and where Node and Rouse are. */
async function trying(part: string, replace = (line: string) => line): Promise<Tried> {
  const port = await freePort();
  const folder = copyOf(["http.mjs", "watch.mjs"], { 8080: port });
  const argv = words(part, port)
    .join(" ")
    .replace(/^rouse/, `${process.execPath} ${rouse}`)
    .replace(/\bnode (?=-|\w+\.mjs)/, `${process.execPath} `);
  const running = start(replace(argv).split(" "), { cwd: folder });
  return { running, address: `127.0.0.1:${port}`, folder };
}

/**
 * Changes the greeting, and waits until a client hears it. One that the ended run had accepted may be lost. The change is
 * written again and again: the program serves before anybody watches its file.
 */
async function change({ address, folder }: Tried): Promise<void> {
  const program = text("http.mjs").replace("hello", "changed");
  const write = () =>
    writeFileSync(join(folder, "http.mjs"), program.replace("8080", address.split(":")[1] ?? ""));
  const greeting = () => get(address, { deadlineMs }).then(({ body }) => body, String);
  const isNew = async () => (await greeting()) === "changed\n";
  let waitMs = 2500;
  const isNewAfterWrite = () => {
    write();
    waitMs *= 2;
    return until(isNew, { deadlineMs: waitMs }).catch(() => false);
  };
  await until(isNewAfterWrite, { deadlineMs, what: "the changed greeting" });
}

const { test: testActivated } = needs("systemd-socket-activate");

testActivated("once, as systemd does it", async () => {
  const { running, address } = await trying("activate -l 127.0.0.1:8080 node http.mjs");
  expect(await firstAnswer(address)).toBe("hello\n");
  await running.line(/^passed by systemd/, { deadlineMs });
  expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
});

test("again at every change, with the port held", async () => {
  const tried = await trying("rouse listen");
  expect(await firstAnswer(tried.address)).toBe("hello\n");
  await tried.running.line(/^on its own/, { deadlineMs });
  await change(tried);
});

testActivated("again at every change, really activated", async () => {
  const tried = await trying("node watch.mjs");
  expect(await firstAnswer(tried.address)).toBe("hello\n");
  await change(tried);
  await tried.running.line(/^passed by systemd/, { nth: 2, deadlineMs });
});

testActivated("what does not work: Node before the Node that should have the socket", async () => {
  const behind = (line: string) => line.replace("http.mjs", "--watch http.mjs");
  const { running, address } = await trying("127.0.0.1:8080 node http.mjs", behind);
  await until(() => get(address, { deadlineMs: 200 }).catch(({ code }) => code !== "ECONNREFUSED"));
  await running.line(/code: .LISTEN_PASSED_TO_ANOTHER/, { deadlineMs });
});

asEachUser("in a unit that is never written", (manager) => {
  test("serves, and is ready", async () => {
    const port = await freePort();
    const places = { node, $PWD: `${checkout}/examples/sdk` };
    const argv = words("systemd-run", port).map((word) =>
      word === "node" ? places.node : word.replace("$PWD", places.$PWD),
    );
    const { code, stderr } = await manager().inside(argv);
    expect(`${stderr}${code}`).toMatch(/0$/);
    expect((await get(`127.0.0.1:${port}`)).body).toBe("hello\n");
    const isActive = async () =>
      (await manager().show("web.service", "ActiveState")).ActiveState === "active";
    await until(isActive, { deadlineMs, what: "web.service to be active" });
    await manager().systemctl("stop", "web.socket", "web.service");
  });
});

test("with the environment of systemfd --no-pid, for missingPid", async () => {
  const port = await freePort();
  const folder = copyOf(["http.mjs"], { 8080: port });
  const program = join(folder, "http.mjs");
  const argv = [process.execPath, program];
  const lie = { LISTEN_PID: null };
  const sockets = [{ kind: "tcp", address: `127.0.0.1:${await freePort()}` } as const];
  const foreign = activate(sockets, argv, { lie });
  await foreign.line(/^on its own/, { deadlineMs });
  await foreign.stop();

  writeFileSync(program, text("http.mjs").replace("fallback", 'missingPid: "ours", fallback'));
  const ours = activate(sockets, argv, { lie });
  await ours.line(/^passed by systemd/, { deadlineMs });
});
