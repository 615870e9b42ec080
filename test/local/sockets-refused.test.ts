import { chmodSync, chownSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ListeningSocket, Passed } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { openTempDir, tempDir } from "../harness/temp.js";
import { launch, serve } from "./served.js";

const root = needsRoot();
const nobody = 65534;

async function refusalOf(passed: Passed[], options = {}): Promise<string> {
  const served = launch({ passed, ...options });
  const { code, message } = await served.failure();
  expect(code).toBe("LOCAL_SOCKET_REFUSED");
  expect(await served.running.exit()).toEqual({ code: 0, signal: null });
  expect(served.count("ready")).toBe(0);
  return message;
}

function unix(path: string, more: Partial<ListeningSocket> = {}): ListeningSocket {
  return { kind: "unix", address: path, mode: 0o600, ...more };
}

const inFolder = (name = "daemon.sock") => join(tempDir(), name);

test.each(["0.0.0.0", "[::]"])("TCP on %s is reachable from elsewhere", async (host) => {
  const port = await freePort();
  const problem = await refusalOf([{ kind: "tcp", address: `${host}:${port}` }]);
  expect(problem).toContain(`${host}:${port}`);
  expect(problem).toContain(`ListenStream=127.0.0.1:${port}`);
});

test("UDP, unix datagrams and packets are refused by name", async () => {
  const port = await freePort();
  const udp = await refusalOf([{ kind: "udp", address: `127.0.0.1:${port}` }]);
  expect(udp).toMatch(/UDP.*ListenStream=/);
  const dgram = await refusalOf([unix(inFolder(), { kind: "unix-dgram" })]);
  expect(dgram).toMatch(/unix datagram.*ListenStream=/);
  const packets = await refusalOf([unix(inFolder(), { kind: "unix-seqpacket" })]);
  expect(packets).toMatch(/seqpacket.*ListenStream=/);
});

test("a file, a connection and a socket that does not listen are refused by name", async () => {
  expect(await refusalOf([{ kind: "file", path: inFolder() }])).toMatch(/got a file/);
  expect(await refusalOf([{ kind: "connected" }])).toMatch(/is a connection; set Accept=no/);
  expect(await refusalOf([unix(inFolder(), { listening: false })])).toMatch(/nobody has called/);
});

test("an abstract socket is refused, and ListenStream= is suggested", async () => {
  const problem = await refusalOf([{ kind: "unix", address: `@rouse-local-${process.pid}` }]);
  expect(problem).toMatch(/abstract.*ListenStream= with a path/);
});

test.each([0o666, 0o660, 0o606, 0o640, 0o601])("mode %o lets others in", async (mode) => {
  const problem = await refusalOf([unix(inFolder(), { mode })]);
  expect(problem).toContain(mode.toString(8).padStart(4, "0"));
  expect(problem).toContain("SocketMode=0600");
});

test("a socket whose file is gone, or was replaced by a file or a link", async () => {
  const gone = inFolder();
  const wrap = (script: string) => ["sh", "-c", `${script}; exec "$@"`, "sh"];
  const rm = { wrap: wrap(`rm ${gone}`) };
  expect(await refusalOf([unix(gone)], rm)).toMatch(/there is no file/);
  const file = inFolder();
  const put = { wrap: wrap(`rm ${file}; touch ${file}; chmod 600 ${file}`) };
  expect(await refusalOf([unix(file)], put)).toMatch(/is not a socket/);
  const linked = inFolder();
  const link = { wrap: wrap(`mv ${linked} ${linked}2; ln -s ${linked}2 ${linked}`) };
  expect(await refusalOf([unix(linked)], link)).toMatch(/is not a socket/);
});

test("a socket file that belongs to another server by now", async () => {
  const [path, other] = [inFolder(), inFolder()];
  const successor = await serve({ options: { endpoint: `unix://${other}` } });
  const swap = ["sh", "-c", `mv ${other} ${path}; exec "$@"`, "sh"];
  const problem = await refusalOf([unix(path)], { wrap: swap });
  expect(problem).toContain(`process ${successor.running.pid} listens there`);
  const stale = inFolder();
  const left = [
    "python3",
    "-c",
    `import os,socket,sys; os.remove(sys.argv[1]); socket.socket(1).bind(sys.argv[1]); os.chmod(sys.argv[1],0o600); os.execvp(sys.argv[2],sys.argv[2:])`,
    stale,
  ];
  expect(await refusalOf([unix(stale)], { wrap: left })).toContain("ECONNREFUSED");
});

test("a socket file that was renamed away and back is accepted", async () => {
  const folder = tempDir();
  const path = join(folder, "daemon.sock");
  const moved = ["sh", "-c", `mv ${path} ${path}2; mv ${path}2 ${path}; exec "$@"`, "sh"];
  const served = await serve({ passed: [unix(path)], wrap: moved });
  expect(served.ready.endpoints).toEqual([{ network: "unix", path }]);
});

test("a folder above the socket that others can write to", async () => {
  for (const mode of [0o777, 0o770, 0o722, 0o702]) {
    const folder = join(tempDir(), "open");
    mkdirSync(join(folder, "own"), { recursive: true, mode: 0o700 });
    chmodSync(folder, mode);
    const problem = await refusalOf([unix(join(folder, "own", "daemon.sock"))]);
    expect(problem).toContain(`others can write to the folder '${folder}'`);
  }
});

test("in a sticky folder only a closed folder of ours is safe", async () => {
  const sticky = openTempDir();
  expect(await refusalOf([unix(join(sticky, "daemon.sock"))])).toMatch(
    /no folder of ours with mode 0700/,
  );
  const open = join(sticky, "open");
  mkdirSync(open);
  chmodSync(open, 0o755);
  expect(await refusalOf([unix(join(open, "daemon.sock"))])).toMatch(
    /no folder of ours with mode 0700/,
  );
  const closed = join(sticky, "closed");
  mkdirSync(closed, { mode: 0o700 });
  await serve({ passed: [unix(join(closed, "daemon.sock"))] });
});

test("symbolic links on the way are followed, and the folders behind them are checked", async () => {
  const [folder, good, bad] = [tempDir(), tempDir(), tempDir()];
  symlinkSync(good, join(folder, "good"));
  symlinkSync(`../${bad.split("/").at(-1)}/open/./closed`, join(folder, "bad"));
  mkdirSync(join(bad, "open", "closed"), { recursive: true, mode: 0o700 });
  chmodSync(join(bad, "open"), 0o777);
  await serve({ passed: [unix(join(folder, "good", "daemon.sock"))] });
  const problem = await refusalOf([unix(join(folder, "bad", "daemon.sock"))]);
  expect(problem).toContain(`others can write to the folder '${join(bad, "open")}'`);
});

test("when one of several is refused, nothing listens", async () => {
  const path = inFolder();
  const port = await freePort();
  const any = await refusalOf([
    unix(path),
    { kind: "tcp", address: `0.0.0.0:${port}`, name: "api" },
  ]);
  expect(any).toMatch(/'api' \(descriptor 4\): other machines may reach it/);
  await expect(connect(path)).rejects.toThrow(/ECONNREFUSED/);
});

root.test("a socket, or a folder above it, of another user", async () => {
  const folder = tempDir();
  chownSync(folder, nobody, nobody);
  expect(await refusalOf([unix(join(folder, "daemon.sock"))])).toContain(
    `the folder '${folder}' belongs to user ${nobody}`,
  );
  const path = inFolder();
  const given = ["sh", "-c", `chown ${nobody} ${path}; exec "$@"`, "sh"];
  const problem = await refusalOf([unix(path)], { wrap: given });
  expect(problem).toContain(`belongs to user ${nobody}, and we are user 0; set SocketUser=`);
});

root.test("a link of another user in a sticky folder", async () => {
  const [sticky, good] = [openTempDir(), tempDir()];
  const link = join(sticky, "link");
  symlinkSync(good, link);
  expect(await refusalOf([unix(join(link, "daemon.sock"))])).toMatch(
    /no folder of ours with mode 0700/,
  );
});
