import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect } from "vitest";
import { get } from "../harness/http.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";
import { until } from "../harness/until.js";
import { launch, serve } from "./served.js";

const root = needsRoot("setpriv", "unshare", "curl");
const nobody = 65534;

/** Returns the status that curl got as this user; 000 without an answer. */
async function curl(uid: number, ...args: string[]): Promise<string> {
  const user = ["setpriv", "--reuid", String(uid), "--regid", String(uid), "--clear-groups"];
  const { stdout } = await run([
    ...user,
    "curl",
    "--silent",
    "--output",
    "/dev/null",
    "--write-out",
    "%{http_code}",
    "--max-time",
    "50",
    ...args,
  ]);
  return stdout;
}

describe("another user", () => {
  root.test(
    "cannot reach the socket, because of its folder, even when the folders above are open",
    async () => {
      const { path, folder } = await serve();
      chmodSync(dirname(folder), 0o755);
      expect(await curl(nobody, "--unix-socket", path, "http://localhost/")).toBe("000");
    },
  );

  root.test(
    "is turned away, with its pid and user, even when the modes of file and folders let it in",
    async () => {
      const served = await serve();
      for (const file of [dirname(served.folder), served.folder]) chmodSync(file, 0o755);
      chmodSync(served.path, 0o666);
      expect(await curl(nobody, "--unix-socket", served.path, "http://localhost/")).toBe("000");
      expect(await served.refusal()).toMatchObject({
        kind: "peer",
        reason: expect.stringMatching(/^process \d+ of user 65534 connected$/),
        peer: { uid: nobody },
      });
      expect(await curl(0, "--unix-socket", served.path, "http://localhost/")).toBe("200");
      await until(() => served.count("request") === 1, { what: "one request, which is root's" });
    },
  );

  root.test("cannot pass the port without the token, and cannot read the token", async () => {
    const served = await serve({ options: { endpoint: "127.0.0.1:0" } });
    const [first] = served.ready.endpoints;
    const url = first.network === "tcp" ? `http://127.0.0.1:${first.port}/` : "";
    expect(await curl(nobody, url)).toBe("401");
    expect(await curl(nobody, "-H", "Authorization: Bearer guess", url)).toBe("401");
    for (const file of [dirname(served.folder), served.folder]) chmodSync(file, 0o755);
    const runtimeFile = `${served.folder}/daemon.${served.running.pid}.json`;
    const { code } = await run([
      "setpriv",
      "--reuid",
      "65534",
      "--clear-groups",
      "cat",
      runtimeFile,
    ]);
    expect(code).toBe(1);
    expect(await curl(nobody, "-H", `Authorization: Bearer ${served.ready.token}`, url)).toBe(
      "200",
    );
  });

  root.test("is turned away where the daemon does not run as root, and root is not", async () => {
    const uid = 61_235;
    const served = launch({
      uid,
      gid: uid,
      wrap: [
        "sh",
        "-c",
        'mkdir -m 700 "$1"; XDG_RUNTIME_DIR=$1; export XDG_RUNTIME_DIR; shift; exec "$@"',
        "sh",
        `/tmp/rouse-peers-${process.pid}`,
      ],
    });
    const runtime = `/tmp/rouse-peers-${process.pid}`;
    try {
      await served.said("ready");
      for (const file of [runtime, `${runtime}/demo`]) chmodSync(file, 0o755);
      const path = `${runtime}/demo/daemon.sock`;
      chmodSync(path, 0o666);
      expect(await curl(61_236, "--unix-socket", path, "http://localhost/")).toBe("000");
      expect(await served.refusal()).toMatchObject({ kind: "peer", peer: { uid: 61_236 } });
      expect(await curl(uid, "--unix-socket", path, "http://localhost/")).toBe("200");
      expect(await curl(0, "--unix-socket", path, "http://localhost/")).toBe("200");
    } finally {
      await served.running.stop();
      await run(["rm", "-r", runtime]);
    }
  });

  root.test("is not let in where a user namespace shows it and us as the same number", async () => {
    // Without a map, everyone is user 65534 in there, and so are we.
    const served = launch({ wrap: ["unshare", "--user"] });
    const { code, message } = await served.failure();
    expect(code).toBe("LOCAL_FOLDER_UNSAFE");
    expect(message).toMatch(/stands for all that this user namespace hides/);
  });

  root.test("is recognized in a user namespace that hides it", async () => {
    const served = await serve({ wrap: ["unshare", "--user", "--map-root-user"] });
    for (const file of [dirname(served.folder), served.folder]) chmodSync(file, 0o755);
    chmodSync(served.path, 0o666);
    expect(await curl(nobody, "--unix-socket", served.path, "http://localhost/")).toBe("000");
    await until(() => served.count("refused") === 1);
    expect(await served.refusal()).toMatchObject({
      kind: "peer",
      reason: expect.stringMatching(/hides/),
    });
    expect((await get(served.path, { headers: { host: "localhost" } })).status).toBe(200);
  });
});
