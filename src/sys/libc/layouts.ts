import { endianness } from "node:os";
import { knownLayouts } from "./known-layouts.js";

/** The module koffi. */
export type Koffi = typeof import("koffi");
type Layer = Pick<Koffi, "array" | "offsetof" | "pointer" | "sizeof" | "struct">;

/** The structs of libc that Rouse reads or writes, as koffi lays them out for this machine. */
export type Layouts = ReturnType<typeof defineLayouts>;

/** The processors for which the numbers in `src/sys/` (SO_*, SYS_*, O_*) are those of the kernel's headers. */
const processors = ["x64", "arm64"];

/**
 * Returns why libc cannot be called here: its numbers and layouts are those of another system or processor. Returns
 * undefined where it can. Nothing is loaded for this.
 */
export function findMachineProblem({ platform, arch }: { platform: string; arch: string }) {
  if (platform !== "linux") return `Rouse knows that of Linux only, and this is ${platform}`;
  if (processors.includes(arch) && endianness() === "LE") return undefined;
  return `Rouse knows its layouts for ${processors.join(" and ")} only, and this is ${arch}`;
}

/** Defines iovec, msghdr, cmsghdr, ucred, pollfd, rlimit and the kinds of sockaddr. */
export function defineLayouts(koffi: Layer) {
  const bytes = (count: number) => koffi.array("uint8_t", count);
  const part = koffi.struct({ base: "void *", length: "size_t" });
  return {
    part,
    // glibc and musl lay out msghdr alike on 64-bit little-endian machines: musl's padding is our upper halves.
    message: koffi.struct({
      name: "void *",
      nameLength: "uint32_t",
      parts: koffi.pointer(part),
      partCount: "size_t",
      control: "void *",
      controlLength: "size_t",
      flags: "int",
    }),
    control: koffi.struct({ length: "size_t", level: "int", type: "int" }),
    credentials: koffi.struct({ pid: "int", uid: "uint", gid: "uint" }),
    poll: koffi.struct({ fd: "int", events: "int16_t", happened: "int16_t" }),
    limits: koffi.struct({ soft: "ulong", hard: "ulong" }),
    inet: koffi.struct({ family: "uint16_t", port: "uint16_t", host: bytes(4), zero: bytes(8) }),
    inet6: koffi.struct({
      family: "uint16_t",
      port: "uint16_t",
      flow: "uint32_t",
      host: bytes(16),
      scope: "uint32_t",
    }),
    unix: koffi.struct({ family: "uint16_t", path: bytes(108) }),
    vsock: koffi.struct({
      family: "uint16_t",
      reserved: "uint16_t",
      port: "uint32_t",
      cid: "uint32_t",
      flags: "uint8_t",
      zero: bytes(3),
    }),
  };
}

/** Returns the first layout that differs from what our bytes assume; undefined when none does. */
export function findLayoutProblem(koffi: Layer, layouts: Layouts): string | undefined {
  for (const [name, type] of Object.entries(layouts)) {
    const { size, ...members } = knownLayouts[name as keyof Layouts];
    const found = koffi.sizeof(type);
    if (found !== size) return `${name} has ${found} bytes here and ${size} where Rouse knows it`;
    for (const [member, offset] of Object.entries(members)) {
      const at = koffi.offsetof(type, member);
      if (at !== offset)
        return `${name}.${member} is at ${at} here and at ${offset} where Rouse knows it`;
    }
  }
  return undefined;
}
