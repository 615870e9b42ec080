import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";
import type { UserManager } from "../systemd/manager.js";
import { checkout, node } from "../systemd/service-manager.js";
import { podman } from "./host.js";

export const webImage = "localhost/web";

/** An image as others make them, without rouse-exec; its program says who its client is. */
export async function buildWeb(host: UserManager): Promise<void> {
  const place = join(host.folder, "web");
  mkdirSync(place);
  const env = { ...process.env, CGO_ENABLED: "0", GO111MODULE: "off" };
  const source = join(root, "examples/container/web.go");
  execFileSync("go", ["build", "-o", join(place, "web"), source], { env });
  const lines = ["FROM scratch", "COPY web /", 'ENTRYPOINT ["/web"]', 'CMD [":80"]'];
  writeFileSync(join(place, "Containerfile"), lines.join("\n"));
  await podman(host, "build", "--tag", webImage, place);
}

/** Debian 12 has podman 4.3, without Quadlet: programs/quadlet.py takes its place, or another `script`. */
export function installQuadlet(host: UserManager, script?: string): void {
  const folder = host.inRoot("/run/systemd/user-generators");
  mkdirSync(folder, { recursive: true });
  const generator = join(folder, "podman-user-generator");
  if (script === undefined)
    copyFileSync(join(root, "test/containers/programs/quadlet.py"), generator);
  else writeFileSync(generator, `#!/bin/sh\n${script}\n`);
  chmodSync(generator, 0o755);
}

/** `rouse …` with the podman of this machine, which says that it is 4.4. */
export function newerPodman(host: UserManager, args: readonly string[]) {
  const folder = join(host.folder, "bin");
  mkdirSync(folder, { recursive: true });
  const lines = ["#!/bin/sh", '[ "$1" != --version ] || exec echo podman version 4.4.0'];
  const script = [...lines, 'exec /usr/bin/podman "$@"', ""].join("\n");
  writeFileSync(join(folder, "podman"), script, { mode: 0o755 });
  const env = ["env", `PATH=${folder}:/usr/bin:/bin`];
  return host.inside([...env, node, `${checkout}/dist/cli/main.js`, ...args], 30_000);
}
