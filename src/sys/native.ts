import { createRequire } from "node:module";
import { constants } from "node:os";
import { RouseError } from "../errors.js";

type Koffi = typeof import("koffi");

/** libc as it is in this process already, and koffi to call it with. */
export interface Native {
  koffi: Koffi;
  libc: ReturnType<Koffi["load"]>;
}

let loaded: Native | undefined;

/**
 * Loads koffi at the first call: it costs milliseconds that most callers need not pay.
 * @throws NATIVE_MISSING where koffi has no binary, or cannot load it.
 */
export function native(): Native {
  loaded ??= load();
  return loaded;
}

/** What errno(3) is after a call that failed, as a name: "EINVAL". */
export function errnoName(): string {
  const errno = native().koffi.errno();
  const [name] = Object.entries(constants.errno).find(([, value]) => value === errno) ?? [];
  return name ?? `errno ${errno}`;
}

function load(): Native {
  try {
    const koffi: Koffi = createRequire(import.meta.url)("koffi");
    // Not "libc.so.6": on musl it has another name.
    return { koffi, libc: koffi.load(null) };
  } catch (cause) {
    throw new RouseError("NATIVE_MISSING", { reason: String(cause) }, { cause });
  }
}
