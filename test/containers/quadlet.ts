import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { startMachine } from "../systemd/machine.js";
import { checkout, node, type ServiceManager } from "../systemd/service-manager.js";
import { podman, startHost } from "./host.js";

export const webImage = "localhost/web";
/** The same, whose program is not root. */
export const nobodyImage = "localhost/nobody";

/** Where podman runs, with Quadlet: rootless for a user, or for the system. */
export async function startQuadletHost(scope: "user" | "system"): Promise<ServiceManager> {
  const isUser = scope === "user";
  const host = isUser ? await startHost({ uid: 61_234 }) : (await startMachine()).system;
  if (!isUser) await asRoot(host, "sh", join(root, "test/containers/own-storage.sh"));
  addPodman(host);
  installQuadlet(host);
  await buildWeb(host);
  return host;
}

/** An image as others make them, without rouse-exec; its program says who its client is. */
async function buildWeb(host: ServiceManager): Promise<void> {
  const place = join(host.folder, "web");
  mkdirSync(place);
  const env = { ...process.env, CGO_ENABLED: "0", GO111MODULE: "off" };
  const source = join(root, "examples/container/web.go");
  execFileSync("go", ["build", "-o", join(place, "web"), source], { env });
  const lines = ["FROM scratch", "COPY web /", 'ENTRYPOINT ["/web"]', 'CMD [":80"]'];
  writeFileSync(join(place, "Containerfile"), lines.join("\n"));
  await podman(host, "build", "--tag", webImage, place);
  writeFileSync(join(place, "Containerfile"), `FROM ${webImage}\nUSER 65534\n`);
  await podman(host, "build", "--tag", nobodyImage, place);
}

/** Debian 12 has podman 4.3, without Quadlet: programs/quadlet.py takes its place, or another `script`. */
export function installQuadlet(host: ServiceManager, script?: string): void {
  const folder = host.inRoot(`/run/systemd/${host.scope}-generators`);
  mkdirSync(folder, { recursive: true });
  const generator = join(folder, `podman-${host.scope}-generator`);
  const quadlet = join(root, "test/containers/programs/quadlet.py");
  if (script === undefined) copyFileSync(quadlet, generator);
  else writeFileSync(generator, `#!/bin/sh\n${script}\n`);
  chmodSync(generator, 0o755);
}

/** `rouse …` with the podman of this machine, or with one that says that it is 4.4. */
export function rouseWith(
  host: ServiceManager,
  podman: "old" | "newer",
  args: readonly string[],
  ...env: string[]
) {
  const path = podman === "old" ? "PATH=/usr/bin:/bin" : `PATH=${host.folder}/newer:/usr/bin:/bin`;
  return host.inside(["env", path, ...env, node, `${checkout}/dist/cli/main.js`, ...args], 120_000);
}

/** For the system it finds cgroups as crun wants them, v2 alone, where those of systemd are mixed. */
function addPodman(host: ServiceManager): void {
  const unshared = `unshare --mount sh -c 'mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"' sh`;
  const isMixed = '[ "$(id -u)" = 0 ] && [ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ]';
  const lines = [
    "#!/bin/sh",
    '[ "$1" != --version ] || exec echo podman version 4.4.0',
    `if ${isMixed}; then exec ${unshared} /usr/bin/podman "$@"; fi`,
    'exec /usr/bin/podman "$@"',
  ];
  mkdirSync(join(host.folder, "newer"));
  for (const file of [join(host.folder, "newer/podman"), host.inRoot("/run/podman")]) {
    writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o755 });
  }
}

async function asRoot(host: ServiceManager, ...command: string[]): Promise<void> {
  const enter = ["nsenter", "--target", String(host.firstPid()), "--mount"];
  const { code, stderr } = await run([...enter, ...command]);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${stderr}`);
}
