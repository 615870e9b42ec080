import { join } from "node:path";
import { root as checkout } from "../harness/paths.js";
import { type Running, run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** A root without the checkout, with a network of its own, on which packages are installed. */
export class OwnRoot {
  readonly #folder: string;
  readonly #holder: Running;

  private constructor(folder: string, holder: Running) {
    this.#folder = folder;
    this.#holder = holder;
  }

  /** `packages` is a folder, whose files will be in /tmp. */
  static async make(packages: string): Promise<OwnRoot> {
    const folder = tempDir();
    const script = join(import.meta.dirname, "own-root.sh");
    const holder = start(["unshare", "-mn", "sh", script, folder, packages, checkout]);
    await holder.line(/^up$/);
    return new OwnRoot(folder, holder);
  }

  /** Runs it in there, to its end. */
  run(...argv: string[]) {
    return run(this.#inside(argv), { env: environment });
  }

  start(...argv: string[]): Running {
    return start(this.#inside(argv), { env: environment });
  }

  /** Puts another file in the place of one, until `undo`. */
  async cover(path: string, by: string): Promise<{ undo: () => Promise<unknown> }> {
    const target = join(this.#folder, "root", path);
    await run([...this.#namespaces, "mount", "--bind", by, target]);
    return { undo: () => run([...this.#namespaces, "umount", target]) };
  }

  /** Returns the files that are there and were not on the machine below, without what dpkg notes. */
  async added(): Promise<string[]> {
    const upper = join(this.#folder, "upper");
    const { stdout } = await run([...this.#namespaces, "find", upper, "!", "-type", "d"]);
    const paths = stdout.split("\n").filter((path) => path !== "");
    return paths.map((path) => path.slice(upper.length)).filter((path) => !noted.test(path));
  }

  get #namespaces(): string[] {
    return ["nsenter", "-t", String(this.#holder.pid), "-m", "-n"];
  }

  #inside(argv: string[]): string[] {
    return [...this.#namespaces, "chroot", join(this.#folder, "root"), ...argv];
  }
}

const noted = /^\/var\/(lib\/dpkg|log|cache)\//;

const environment = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  ROUSE_EXEC_PATH: undefined,
  NODE_OPTIONS: undefined,
};
