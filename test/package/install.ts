import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { tempDir } from "../harness/temp.js";
import type { Packed } from "./consumer.js";

/** Installs the packed file with npm, into folders of its own, as on a machine that has nothing of Rouse. */
export function installPackage({ tarball }: Packed, ...options: string[]) {
  const home = tempDir();
  const prefix = tempDir();
  const modes = ["--ignore-scripts", ...options, "--prefer-offline", "--no-audit", "--no-fund"];
  npm(["install", "--global", "--prefix", prefix, ...modes, tarball], {
    cwd: home,
    // Only the registry, the certificate of a proxy before it, and the cache are this machine's.
    env: {
      ...{ PATH: process.env.PATH, HOME: home, npm_config_cache: join(homedir(), ".npm") },
      npm_config_userconfig: join(homedir(), ".npmrc"),
      NODE_EXTRA_CA_CERTS: process.env.ROUSE_TEST_CA_CERTS,
    },
  });
  const PATH = [join(prefix, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":");
  const env = { PATH, HOME: home, ROUSE_EXEC_PATH: undefined, NODE_OPTIONS: undefined };
  const arch = process.arch === "arm64" ? "aarch64" : "x86_64";
  return {
    ...{ home, prefix, rouse: join(prefix, "bin/rouse"), options: { cwd: home, env } },
    own: join(prefix, `lib/node_modules/rouse/prebuilt/${arch}/rouse-exec`),
  };
}

/** Throws where npm fails; when it waits for too long, for a connection that hangs or between its attempts, it is tried again. */
function npm(argv: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): void {
  const patience = ["--fetch-timeout=30000", "--fetch-retries=5"];
  for (let attempt = 1; ; attempt++) {
    const limits = { timeout: 100_000, killSignal: "SIGKILL" } as const;
    const stdio = ["ignore", "ignore", "inherit"] as const;
    const { status, signal } = spawnSync("npm", [...argv, ...patience], {
      ...options,
      ...limits,
      stdio: [...stdio],
    });
    if (status === 0) return;
    if (signal !== "SIGKILL" || attempt === 2)
      throw new Error(`npm ${argv.join(" ")} ended with ${status ?? signal}`);
  }
}
