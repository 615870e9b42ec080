import { childProcess } from "../sys/lazy-node-modules.js";
import { packageVersion } from "../sys/own-package.js";
import { isVersion, readIdentity } from "./identity.js";
import { isAsPacked } from "./prebuilt.js";

/**
 * Returns the version of a rouse-exec that is about to be used: as its file tells, or as it says itself, where it is a
 * script around another one. One that says nothing has that of this Rouse; whoever runs it hears what is wrong.
 */
export function versionOf(path: string): string {
  return readIdentity(path)?.version ?? ask(path) ?? packageVersion();
}

function ask(path: string): string | undefined {
  // Whatever the package's own has become, it is not ours to run.
  if (isAsPacked(path) === false) return undefined;
  const { stdout } = childProcess().spawnSync(path, ["--version"], {
    ...{ encoding: "utf8", timeout: patienceMs, stdio: ["ignore", "pipe", "ignore"] },
  });
  const [, version = ""] = /^rouse-exec (\S+)\n$/.exec(stdout ?? "") ?? [];
  return isVersion(version) ? version : undefined;
}

const patienceMs = 5000;
