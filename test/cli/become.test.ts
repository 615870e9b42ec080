import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ofAnotherProcessor } from "../harness/other-rouse-exec.js";
import { rouse } from "../harness/paths.js";
import { status, threads } from "../harness/procs.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { asks, listen, standIn, startStandIn } from "./stand-in.js";

describe("rouse listen becomes rouse-exec", () => {
  test("with exactly these arguments", async () => {
    const report = tempDir();
    const options = [
      "--idle",
      "1h 30min",
      "--map",
      "*:53=dns",
      "--map=*=/a b",
      "--name",
      "x",
      "-v",
    ];
    const { argv } = await startStandIn(
      [...listen, "8080", ...options, "udp:53,name=dns", "/a b,mode=0660", "--"].concat(
        "server",
        ...["--", "-v", "a b", "", "*", "$HOME", "é"],
      ),
      { env: { XDG_RUNTIME_DIR: report } },
    );
    expect(argv).toEqual([
      "--listen=127.0.0.1:8080",
      "--listen=udp:127.0.0.1:53,name=dns",
      "--listen=/a b,mode=0660",
      "--map=*:53=dns",
      "--map=*=/a b",
      "--lazy",
      "--exit-idle-time=1h 30min",
      `--report=${report}/rouse/x.json`,
      "--remove-report",
      "--verbose",
      expect.stringMatching(/^--announce=rouse: holding /),
      ...["--", "server", "--", "-v", "a b", "", "*", "$HOME", "é"],
    ]);
  });

  test("which sleeps after ten minutes when nothing else was said", async () => {
    const { argv } = await startStandIn(asks);
    expect(argv).toEqual([
      "--listen=127.0.0.1:8080",
      "--lazy",
      "--exit-idle-time=10min",
      expect.stringMatching(/^--announce=rouse: holding /),
      "--",
      "server",
    ]);
  });

  test("in the same process, of which no thread is Node any more", async () => {
    const { running, pid } = await startStandIn(asks);
    expect(pid).toBe(running.pid);
    await until(() => readlinkSync(`/proc/${pid}/exe`).endsWith("/sleep"), { what: "exec sleep" });
    expect(threads(pid)).toEqual([pid]);
  });

  test("with the environment as it came, byte by byte", async () => {
    const setting = "ODD=\"$(printf 'a\\351 b')\" exec";
    const { pid } = await startStandIn(["sh", "-c", `${setting} "$@"`, "sh", ...asks], {
      env: { MULTI: "a\nb", EMPTY: "", NODE_OPTIONS: "--no-warnings" },
    });
    const read = () => readFileSync(`/proc/${pid}/environ`, "latin1");
    // Empty for a moment of the execve(2) by which the stand-in becomes sleep.
    const environment = (await until(read, { what: "an environment" })).split("\0");
    expect(environment).toEqual(
      expect.arrayContaining(["ODD=a\xe9 b", "MULTI=a\nb", "EMPTY=", "NODE_OPTIONS=--no-warnings"]),
    );
  });

  test("with signals as a program finds them: none ignored, none blocked", async () => {
    const { pid } = await startStandIn(asks);
    const masks = ["SigIgn", "SigBlk", "SigPnd", "ShdPnd"].map((key) => status(pid, key));
    expect(masks).toEqual(Array(4).fill("0000000000000000"));
  });

  test("but says so when execve fails", async () => {
    const broken = join(tempDir(), "rouse-exec");
    writeFileSync(broken, ofAnotherProcessor(), { mode: 0o755 });
    const answer = await run(asks, { env: { ROUSE_EXEC_PATH: broken } });
    expect(answer).toMatchObject({ code: 125, stdout: "" });
    expect(answer.stderr).toMatch(
      /^rouse: cannot execute '.*': execve\(2\) failed with ENOEXEC, as for .*; correct ROUSE_EXEC_PATH or unset it\n$/,
    );
  });
});

test("a shell may run rouse as a program of its own", async () => {
  const { argv } = await startStandIn([rouse, "listen", "@a", "--", "server"]);
  expect(argv).toContain("--listen=@a");
});

test("ROUSE_EXEC_PATH may be relative", async () => {
  const path = standIn();
  const { argv } = await startStandIn(asks, {
    cwd: join(path, ".."),
    env: { ROUSE_EXEC_PATH: "./rouse-exec" },
  });
  expect(argv).toContain("--lazy");
});
