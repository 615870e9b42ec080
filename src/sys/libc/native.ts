import { createRequire } from "node:module";
import { constants } from "node:os";
import { RouseError } from "../../errors/rouse-error.js";
import {
  defineLayouts,
  findLayoutProblem,
  findMachineProblem,
  type Koffi,
  type Layouts,
} from "./layouts.js";

/** The libc that this process has loaded already, koffi to call it with, and the layouts of its structs. */
interface Native {
  koffi: Koffi;
  libc: ReturnType<Koffi["load"]>;
  layouts: Layouts;
}

let loaded: Native | undefined;

/**
 * Loads koffi at the first call: loading takes milliseconds, which most programs need not pay.
 * @throws NATIVE_MISSING on a system other than Linux, on a processor other than x64 and arm64, where a struct has a
 * layout that we do not know, and where koffi has no binary or cannot load it
 */
export function native(): Native {
  loaded ??= load();
  return loaded;
}

/** Returns the name of errno(3) after a call that failed: "EINVAL". */
export function errnoName(): string {
  const errno = native().koffi.errno();
  const [name] = Object.entries(constants.errno).find(([, value]) => value === errno) ?? [];
  return name ?? `errno ${errno}`;
}

function load(): Native {
  const machine = findMachineProblem(process);
  if (machine !== undefined) throw missing(machine, elsewhere);
  const { koffi, libc } = loadKoffi();
  const layouts = defineLayouts(koffi);
  const layout = findLayoutProblem(koffi, layouts);
  if (layout !== undefined) throw missing(layout, elsewhere);
  return { koffi, libc, layouts };
}

const elsewhere = "run it on Linux for x64 or arm64, or do without what takes libc";

function loadKoffi(): Omit<Native, "layouts"> {
  try {
    const koffi: Koffi = createRequire(import.meta.url)("koffi");
    // Not "libc.so.6": on musl it has another name.
    return { koffi, libc: koffi.load(null) };
  } catch (cause) {
    const next = "install Rouse again without --omit=optional, and let Node load addons";
    throw missing(`koffi did not load (${String(cause)})`, next, { cause });
  }
}

function missing(reason: string, next: string, options?: ErrorOptions): RouseError {
  return new RouseError("NATIVE_MISSING", { reason, next }, options);
}
