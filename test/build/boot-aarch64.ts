import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const unpacked = join(root, "build/arm64");
const modules = ["ipv4/inet_diag.ko", "ipv4/tcp_diag.ko", "ipv4/udp_diag.ko", "unix/unix_diag.ko"];

/** Returns the kernel of Debian's linux-image-cloud-arm64 that `.ci/run runtimes` has unpacked. */
export function kernelForAarch64(): string | undefined {
  if (!existsSync(unpacked)) return undefined;
  const name = readdirSync(join(unpacked, "boot")).find((file) => file.startsWith("vmlinuz-"));
  return name && join(unpacked, "boot", name);
}

/** Boots a machine that has this rouse-exec and machine/, and returns what it prints until it turns itself off. */
export async function bootAarch64(rouseExec: string): Promise<string> {
  const kernel = kernelForAarch64() ?? "";
  const machine = [
    "-machine",
    "virt",
    "-cpu",
    "cortex-a57",
    "-m",
    "256",
    "-nographic",
    "-no-reboot",
  ];
  const linux = ["-kernel", kernel, "-initrd", initramfs(rouseExec, kernel)];
  const console = ["-append", "console=ttyAMA0 quiet panic=-1"];
  const argv = ["qemu-system-aarch64", ...machine, "-net", "none", ...linux, ...console];
  const { stdout, stderr } = await run(argv, { deadlineMs: 500_000 });
  return `${stdout}${stderr}`;
}

function initramfs(rouseExec: string, kernel: string): string {
  const folder = tempDir();
  const files = join(folder, "files");
  mkdirSync(join(files, "dev"), { recursive: true });
  mkdirSync(join(files, "proc"));
  copyFileSync(rouseExec, join(files, "rouse-exec"));
  compile("machine.c", join(files, "init"));
  compile("server.c", join(files, "server"));
  for (const file of modules)
    copyFileSync(moduleOf(kernel, file), join(files, file.replace(/.*\//, "")));
  const pack = "find . | cpio --quiet --create --format=newc --owner=0:0 >../initramfs";
  execFileSync("sh", ["-c", pack], { cwd: files });
  return join(folder, "initramfs");
}

const moduleOf = (kernel: string, file: string) =>
  join(unpacked, "lib/modules", kernel.replace(/.*vmlinuz-/, ""), "kernel/net", file);

function compile(source: string, target: string): void {
  const options = ["-static", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-o", target];
  execFileSync("aarch64-linux-gnu-gcc", [...options, join(root, "test/build/machine", source)]);
}
