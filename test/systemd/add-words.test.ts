import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { ask, converse } from "../harness/connect.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { addCommand, rouseIn, scopes } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { newPlace } from "./places.js";
import { checkout, node, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

const many = ["/usr/bin/python3", `${checkout}/test/programs/many.py`];
/** Each means something to systemd, to a shell or to a terminal. */
const odd = [
  ...[
    "",
    " ",
    "a b",
    "%n %% %",
    "$HOME \u0024{HOME} $$",
    '"',
    "'",
    "\\",
    "\\x20",
    "a\nb",
    "\t",
    ";",
    "#",
    "é€😀",
  ],
  ...["-x", "--", "@a", "{}", "*", "~", "a=b", "\u001b[31m", "\u007f", "|&<>()`!"],
];

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("rouse add to the %s manager", (scope) => {
  let manager: ServiceManager;
  beforeAll(() => {
    manager = machine[scope];
  });

  test("takes several sockets, and any name, argument, variable and folder", async () => {
    const name = `köln-1.2 @x %n \\d "q" $y;`;
    const folder = join(manager.folder, `${scope} %h "folder" $z ü `);
    mkdirSync(folder);
    const [http, admin, udp] = [await freePort(), await freePort(), await freePortPair()];
    const path = join(manager.folder, `${scope} %t \\ü"ck.sock`);
    const listen = [
      `${http},name=http`,
      `127.0.0.1:${admin},name=admin % x`,
      `${path},name=file,mode=0666`,
      `udp:${udp}`,
    ].flatMap((text) => ["--listen", text]);
    const binds = [
      `http=tcp:127.0.0.1:${http}`,
      `admin=tcp:127.0.0.1:${admin}`,
      `file=unix:${path}`,
      `dns=udp:127.0.0.1:${udp}`,
    ];
    const env = odd.slice(1).flatMap((value, index) => ["--env", `ODD${index}=${value}`]);
    const options = [...listen, ...env, "--cwd", folder];
    const said = await addCommand(manager, name, options, [...many, ...binds, "--", ...odd]);
    expect(said).toContain(`see it with: rouse status 'köln-1.2 @x %n '\\\\'d "q" $y;'\n`);
    const told = await Promise.all([
      converse(`127.0.0.1:${http}`, ""),
      converse(`127.0.0.1:${admin}`, ""),
      converse(path, ""),
      ask(`127.0.0.1:${udp}`, "?"),
    ]);
    const facts = told.map((text) => JSON.parse(text));
    expect(facts.map((fact) => fact.name)).toEqual(["http", "admin", "file", "dns"]);
    const environ = Object.fromEntries(odd.slice(1).map((value, index) => [`ODD${index}`, value]));
    for (const fact of facts) {
      expect(fact).toMatchObject({ args: odd, environ, cwd: folder, uid: manager.uid });
    }
    const { stdout: status } = await manager.rouse("status", name);
    expect(status).toMatch(/^ {2}made by +rouse add [^\n]+ \$'a\\nb' \$'\\t' /m);
    const again = await addCommand(manager, name, options, [...many, ...binds, "--", ...odd]);
    expect(again).toContain(" are already the same\n");
    expect((await manager.rouse("rm", name)).code).toBe(0);
    const { stdout } = await manager.inside(["sh", "-c", `find ${manager.unitFolder} -name 'k*'`]);
    expect(stdout).toBe("");
  });

  test.each([
    ["tcp", [], "refuses"],
    ["tcp", ["--no-connect-guard"], "answers"],
    ["unix", [], "stays"],
    ["unix", ["--no-path-guards"], "gone"],
  ] as const)("takes guards off: %s %j", async (kind, options, became) => {
    const { address } = await newPlace(kind, manager);
    const command = ["/usr/bin/python3", `${checkout}/test/programs/guard-shows.py`, kind, address];
    const name = `${scope}-${kind}-${became}`;
    await addCommand(manager, name, ["--listen", address, ...options], command);
    expect(await converse(address, "")).toBe(became);
    const again = await addCommand(manager, name, ["--listen", address, ...options], command);
    expect(again).toContain(" are already the same\n");
    const { stdout } = await manager.rouse("status", name, "--json");
    for (const option of options) expect(JSON.parse(stdout).command).toContain(` ${option} `);
  });

  test("finds a program and its interpreter where systemd would not look", async () => {
    const folder = join(manager.folder, `${scope}-bin`);
    mkdirSync(folder);
    const script = `#!/usr/bin/env noode\nimport { createServer } from "node:net";
      createServer((client) => client.end(process.env.PATH)).listen(Number(process.argv[2]), "127.0.0.1");`;
    writeFileSync(join(folder, "serve.mjs"), script, { mode: 0o755 });
    const interpreters = join(folder, "version 20");
    mkdirSync(interpreters);
    writeFileSync(join(interpreters, "noode"), `#!/bin/sh\nexec ${node} "$@"\n`, { mode: 0o755 });
    const port = await freePort();
    const env = { PATH: `${folder}:${interpreters}:/usr/bin:/bin` };
    const options = ["--listen", String(port), "--", "serve.mjs", String(port)];
    const { code, stdout } = await rouseIn(manager, env, "add", `${scope} found`, ...options);
    expect(code).toBe(0);
    expect(stdout).toContain(` -- ${folder}/serve.mjs ${port}\n`);
    const path = await converse(`127.0.0.1:${port}`, "");
    expect(path).toMatch(new RegExp(`^${folder}:${interpreters}:/usr/local/sbin:`));
  });
});

test("rouse add --run-as gives the service and its socket to a user", async () => {
  const manager = machine.system;
  const path = join(manager.folder, "owned.sock");
  const options = ["--listen", path, "--run-as", "rouse-test", "--cwd", "/"];
  await addCommand(manager, "owned", options, [...many, `file=unix:${path}`, "--"]);
  const { stdout } = await manager.inside(["stat", "-c", "%U %a", path]);
  expect(stdout).toBe("rouse-test 600\n");
  expect(JSON.parse(await converse(path, ""))).toMatchObject({ uid: machine.user.uid });
});
