import { RouseError } from "../errors/rouse-error.js";
import { parseJson } from "../sys/programs/parse-json.js";
import { lastLine } from "../sys/programs/run-program.js";
import { podman } from "./podman.js";

/** The program that a container of an image runs. */
interface ImageProgram {
  /** Its entry point and arguments. */
  command: string[];
  /** Whether its user in there is root. */
  isRoot: boolean;
}

/**
 * Reads what an image runs; `args` take the place of the arguments that it has itself.
 * @throws IMAGE_MALFORMED, IMAGE_UNKNOWN, IMAGE_WITHOUT_PROGRAM, PODMAN_MISSING
 */
export async function readImage(image: string, args?: readonly string[]): Promise<ImageProgram> {
  requireImageName(image);
  const { code, stdout, stderr } = await podman("image", "inspect", "--format=json", image);
  if (code !== 0) throw new RouseError("IMAGE_UNKNOWN", { image, problem: lastLine(stderr) });
  const { entrypoint, cmd, user } = readConfig(parseJson(stdout));
  const command = [...entrypoint, ...(args ?? cmd)];
  if (command.length === 0) throw new RouseError("IMAGE_WITHOUT_PROGRAM", { image });
  return { command, isRoot: /^(root|0|)(:|$)/.test(user) };
}

/**
 * Has rouse-exec look whether it can work in a container of this image.
 * @throws IMAGE_UNFIT with what it says, PODMAN_MISSING
 */
export async function requireFitImage(image: string, rouseExec: string): Promise<void> {
  const volume = `--volume=${rouseExec}:/rouse-exec:ro`;
  const options = ["--rm", "--network=none", volume, "--entrypoint=/rouse-exec"];
  const { code, stdout, stderr } = await podman("run", ...options, image, "--check");
  if (code === 0) return;
  const failing = stdout.split("\n").find((line) => !/^\S+ +(ok|limited)\b/.test(line));
  const problem = lastLine(stderr) || failing?.trim() || `status ${code}`;
  throw new RouseError("IMAGE_UNFIT", { image, problem });
}

/** Throws for a name that podman, Quadlet or systemd would read as something else. @throws IMAGE_MALFORMED */
function requireImageName(image: string): void {
  if (!/^[A-Za-z0-9][\w.:/@-]*$/.test(image)) throw new RouseError("IMAGE_MALFORMED", { image });
}

/** Reads config of the OCI image specification, all keys of which may be missing or null. */
function readConfig(inspected: unknown) {
  const image: unknown = Array.isArray(inspected) ? inspected[0] : undefined;
  const config = property(image, "Config");
  return {
    entrypoint: strings(property(config, "Entrypoint")),
    cmd: strings(property(config, "Cmd")),
    user: String(property(config, "User") ?? ""),
  };
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
