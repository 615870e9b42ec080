import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs, programPath } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { nginxArguments } from "../ready/nginx.js";
import { Learning } from "./learned.js";

needs("nginx").test("nginx", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const learning = new Learning([programPath("nginx"), ...nginxArguments(address, "off")]);
  expect(await learning.listensOn(address)).toEqual([
    expect.objectContaining({ address, type: "tcp", v6only: false, process: "nginx" }),
  ]);
  // It is noted before the kernel goes on with the listen.
  const ask = () => get(address).catch(() => undefined);
  const answer = await until(ask, { what: "an answer of nginx" });
  expect(answer.status).toBe(200);
});

needs("redis-server").test("redis, on three addresses", async () => {
  const folder = tempDir();
  const port = await freePort();
  const addresses = [`127.0.0.1:${port}`, `[::1]:${port}`, join(folder, "socket")];
  const config = ["bind 127.0.0.1 ::1", `port ${port}`, `unixsocket ${addresses[2]}`, 'save ""'];
  writeFileSync(join(folder, "conf"), `${config.join("\n")}\ndir ${folder}\n`);
  const learning = new Learning([programPath("redis-server"), join(folder, "conf")]);
  const learned = await learning.listensOn(...addresses);
  expect(learned.map(({ address, type, v6only }) => [address, type, v6only])).toEqual([
    [addresses[0], "tcp", false],
    [addresses[1], "tcp", true],
    [addresses[2], "unix", false],
  ]);
});

test("python's http.server", async () => {
  const port = await freePort();
  const learning = new Learning(["python3", "-m", "http.server", String(port)]);
  const [learned, ...others] = await learning.listensOn(`0.0.0.0:${port}`);
  expect(others).toEqual([]);
  expect(learned).toMatchObject({ type: "tcp", v6only: false });
  expect(learned?.process).toMatch(/^python3/);
});

test.each([
  ["127.0.0.1", "127.0.0.1", false],
  ["::", "[::]", false],
  ["::1", "[::1]", false],
])("node on %s", async (host, noted, v6only) => {
  const port = await freePort();
  const argv = [process.execPath, program("http.mjs"), host, String(port)];
  const learning = new Learning(argv);
  expect(await learning.listensOn(`${noted}:${port}`)).toEqual([
    expect.objectContaining({ type: "tcp", v6only, process: "node" }),
  ]);
});
