import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asks, node, shellLine, startStandIn } from "./stand-in.js";

describe("the soft limit of open files of rouse-exec", () => {
  /** What npm and npx are: a Node that starts a shell that starts us. */
  const npx = [
    ...[
      node,
      "-e",
      `require("child_process").spawn("sh", process.argv.slice(1), {stdio: "inherit"})`,
    ],
    "--",
  ];

  async function limitsOf(command: string[]): Promise<string | undefined> {
    const { pid } = await startStandIn(command);
    return readFileSync(`/proc/${pid}/limits`, "utf8").match(/^Max open files +(\d+ +\d+)/m)?.[1];
  }

  const under = (line: string, command: string[]) => limitsOf(shellLine(line, ...command));
  const hard = Number(
    readFileSync("/proc/self/limits", "utf8").match(/open files +\d+ +(\d+)/)?.[1],
  );

  test("is that of the shell that ran Node", async () => {
    expect(await under("ulimit -Sn 512;", asks)).toMatch(/^512 /);
  });

  test("is that of the shell above one that was replaced by Node", async () => {
    expect(await under("ulimit -Sn 512; sh -c 'exec \"$@\"' sh", asks)).toMatch(/^512 /);
  });

  test("is that of the shell that ran npx", async () => {
    const inner = shellLine("", ...asks).slice(1);
    expect(await under("ulimit -Sn 512;", [...npx, ...inner])).toMatch(/^512 /);
  });

  test("is that which a script of npx set on purpose", async () => {
    const soft = shellLine("ulimit -Sn 256;", ...asks).slice(1);
    expect(await under("ulimit -Sn 512;", [...npx, ...soft])).toMatch(/^256 /);
    const both = shellLine("ulimit -n 300;", ...asks).slice(1);
    expect(await under("ulimit -Sn 200;", [...npx, ...both])).toMatch(/^300 +300$/);
  });

  test("leaves the hard limit alone", async () => {
    expect(await under("ulimit -Sn 512;", asks)).toMatch(new RegExp(` ${hard}$`));
  });

  test("is the hard limit where the user raised it", async () => {
    const raised = await under(
      `ulimit -Sn 512; sh -c 'ulimit -Sn ${hard}; "$@"; exit $?' sh`,
      asks,
    );
    expect(raised).toMatch(new RegExp(`^${hard} +${hard}$`));
  });
});
