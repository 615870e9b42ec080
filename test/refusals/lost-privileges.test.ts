import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { programPath } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";

const nobody = { uid: 65_534, gid: 65_534 };

/** What gives a program more than its caller has, and the words for it. */
const gifts: [words: string, give: (file: string) => void][] = [
  ["setuid", (file) => chmodSync(file, 0o4755)],
  ["setgid", (file) => chmodSync(file, 0o2755)],
  [
    "given file capabilities",
    (file) => void execFileSync(programPath("setcap"), ["cap_net_bind_service+ep", file]),
  ],
];

const { describe, test } = needsRoot("setcap");

describe.each(gifts)("a program that is %s", (words, give) => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = openTempDir();
    file = join(folder, "gifted");
    copyFileSync(programPath("true"), file);
    chownSync(file, 0, 0);
    chmodSync(file, 0o755);
    give(file);
  });

  test("runs for an ordinary user without that, and it is said", async () => {
    expect(await runGifted(file, nobody)).toEqual({ code: 0, stderr: sentence() });
  });

  test("is found in PATH for that", async () => {
    const env = { PATH: `${folder}:${process.env.PATH}` };
    expect(await runGifted("gifted", { ...nobody, env })).toEqual({ code: 0, stderr: sentence() });
  });

  test("keeps it under root, and nothing is said", async () => {
    expect(await runGifted(file, {})).toEqual({ code: 0, stderr: "" });
  });

  function sentence() {
    return expect.stringMatching(
      new RegExp(`^rouse-exec: ${file} is ${words}, .*no_new_privs; [^\\n]*\\n$`),
    );
  }
});

test("a program that is nothing of this has nothing said of it, whoever runs it", async () => {
  const file = programPath("true");
  expect(await runGifted(file, nobody)).toEqual({ code: 0, stderr: "" });
});

async function runGifted(file: string, how: Parameters<typeof run>[1]) {
  const listen = `--listen=@rouse-gifted-${process.pid}`;
  const { code, stderr } = await run([rouseExec, listen, "--", file], how);
  return { code, stderr };
}
