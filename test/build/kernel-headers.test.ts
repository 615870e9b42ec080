import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";

/** musl has no kernel headers of its own. */
const kernelHeaders = ["-idirafter", "/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu"];

const compilers = [
  ["cc", []],
  ["aarch64-linux-gnu-gcc", []],
  ["musl-gcc", process.arch === "x64" ? kernelHeaders : ["-idirafter", "/usr/include"]],
] as const;

const source = join(root, "test/build/kernel-headers.c");
const folder = join(root, "rouse-exec");
const header = readFileSync(join(folder, "kernel/uapi.h"), "utf8");

/** Headers of Linux 6.1 do not have these. */
const newer = [
  ...["SYS_fchmodat2", "PIDFD_THREAD", "PID_FS_MAGIC"],
  ...["SECCOMP_IOCTL_NOTIF_SET_FLAGS", "SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP"],
  ...["SO_PASSPIDFD", "SO_PASSRIGHTS", "TCP_RTO_MAX_MS"],
];

for (const [compiler, options] of compilers) {
  needs(compiler).test(`${compiler}: uapi.h says what the kernel's headers say`, async () => {
    const ours = await tableOf([compiler, "-DOURS", "-I", folder]);
    const theirs = await tableOf([compiler, ...options]);
    const known = [...ours].filter(([name]) => theirs.has(name) || !newer.includes(name));
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(theirs));
    expect(ours.size).toBeGreaterThan(150);
  });

  needs(compiler).test(`${compiler}: everything in uapi.h is compared`, async () => {
    const compared = await tableOf([compiler, "-DOURS", "-I", folder]);
    const missing = [...definedNames(), ...definedFields()].filter((name) => !compared.has(name));
    // Ours, and not the kernel's; the call is compared in filter.test.ts, and the struct is the beginning of theirs.
    const signals = ["EVERY_SIGNAL", "FIRST_REAL_TIME", "LAST_SIGNAL"];
    const own = [...signals, "COMPAT_SOCKETCALL", "kernel_tcp_info"];
    expect(new Set(missing)).toEqual(new Set(own));
  });
}

/** Returns what the assembly of kernel-headers.c says: a value for each name. */
async function tableOf([compiler = "", ...options]: string[]): Promise<Map<string, number>> {
  const language = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror"];
  const argv = [compiler, ...language, ...options, "-S", "-o", "-", source];
  const { code, stdout, stderr } = await run(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows = stdout.matchAll(/"->(.+) [$#]?(-?\d+)"/g);
  return new Map([...rows].map(([, name = "", value]) => [name, Number(value)]));
}

function definedNames(): string[] {
  const found = header.matchAll(/^(?:#define|struct) (\w+)/gm);
  return [...found].map(([, name = ""]) => name);
}

function definedFields(): string[] {
  const structs = header.matchAll(/^struct (\w+) \{\n([^}]*)\}/gm);
  return [...structs].flatMap(([, name, body = ""]) =>
    [...body.matchAll(/(\w+)(?:\[\d+\])?;/g)].map(([, field]) => `${name}.${field}`),
  );
}
