import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { type Kind, newAddress } from "../epoll/calls.js";
import { activate } from "../harness/activate.js";
import { hasCompat } from "../harness/compat.js";
import { converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { hasProgram, lacking, needs } from "../harness/servers.js";
import { backlogOf, socketInode } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";

/** The headers of Linux are found where those of x86-64 are: gcc-multilib, which links them, excludes cross compilers. */
const m32 = ["-m32", "-static", "-idirafter", "/usr/include/x86_64-linux-gnu"];

const missing = [
  ...(hasProgram("cc") ? [] : ["cc is not installed"]),
  ...(existsSync("/usr/lib32/libc.a")
    ? []
    : ["libc6-dev-i386 and lib32gcc-*-dev are not installed"]),
];

const kinds: Kind[] = ["tcp", "unix"];

describe.runIf(hasCompat)("a 32-bit bind adopts", () => {
  needs("cc", "ss").test.each(
    ["direct", "socketcall"].flatMap((how) => kinds.map((kind) => [how, kind] as const)),
  )("by the %s system call, and the backlog stays, %s", async (how, kind) => {
    const [address, other] = [await newAddress(kind), await newAddress(kind)];
    const binary = compile("worker-32-bit", ["-static", "-no-pie"]);
    const argv = [rouseExec, "--", binary, how, kind, address];
    const running = activate(
      [
        { kind, address: other },
        { kind, address },
      ],
      argv,
    );
    await running.line(/^listens 0$/);
    const [, inode] = await running.line(/^bound (\d+) 0$/);
    expect(Number(inode)).toBe(socketInode(running.pid, 4));
    expect(await converse(address, "")).toBe("hello");
    // A unix socket's is the program's until that ends: listen also says whom SO_PEERCRED names.
    expect(backlogOf(address)).toBe(kind === "tcp" ? 4096 : 5);
    expect(running.stderr).toBe("");
    await running.stop();
  });

  lacking(missing).test.each(kinds)("in a program built for i386, %s", async (kind) => {
    const address = await newAddress(kind);
    const binary = compile("worker-where", m32);
    const argv = [rouseExec, "--", binary, "again", kind, address];
    const running = activate([{ kind, address }], argv);
    const [, pid] = await running.line(/^serves (\d+)$/);
    const bound = running.output.matches(/^bound .*$/).map(([line]) => line);
    expect(bound).toEqual(Array(2).fill(`bound ${socketInode(running.pid, 3)} 0`));
    expect(await converse(address, "")).toBe(pid);
    expect(running.stderr).toBe("");
  });
});

function compile(name: string, options: string[]): string {
  const target = join(tempDir(), name);
  const all = ["-O1", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-pthread", ...options];
  execFileSync("cc", [...all, "-o", target, program(`${name}.c`)]);
  return target;
}
