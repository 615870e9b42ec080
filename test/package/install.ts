import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { tempDir } from "../harness/temp.js";
import type { Packed } from "./consumer.js";

/** Installs the packed file with npm, into folders of its own, as on a machine that has nothing of Rouse. */
export function installPackage({ tarball }: Packed, ...options: string[]) {
  const home = tempDir();
  const prefix = tempDir();
  // A connection to the registry that hangs is tried again, and not waited for during five minutes.
  const patience = ["--fetch-timeout=30000", "--fetch-retries=5"];
  const modes = ["--ignore-scripts", ...options, "--prefer-offline", "--no-audit", "--no-fund"];
  execFileSync("npm", ["install", "--global", "--prefix", prefix, ...modes, ...patience, tarball], {
    cwd: home,
    // Only the registry and the cache are this machine's.
    env: {
      ...{ PATH: process.env.PATH, HOME: home, npm_config_cache: join(homedir(), ".npm") },
      npm_config_userconfig: join(homedir(), ".npmrc"),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const PATH = [join(prefix, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":");
  const env = { PATH, HOME: home, ROUSE_EXEC_PATH: undefined, NODE_OPTIONS: undefined };
  const arch = process.arch === "arm64" ? "aarch64" : "x86_64";
  return {
    ...{ home, prefix, rouse: join(prefix, "bin/rouse"), options: { cwd: home, env } },
    own: join(prefix, `lib/node_modules/rouse/prebuilt/${arch}/rouse-exec`),
  };
}
