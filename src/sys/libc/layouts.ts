import { endianness } from "node:os";

/** What lays out structs. */
export type Koffi = typeof import("koffi");
type Layer = Pick<Koffi, "array" | "offsetof" | "pointer" | "sizeof" | "struct">;

/** The structs of libc that Rouse reads or writes, laid out by koffi for this machine. */
export type Layouts = ReturnType<typeof defineLayouts>;

/** Those for which the numbers of `src/sys/` (SO_*, SYS_*, O_*) were read in the kernel's headers. */
const machines = ["x64", "arm64"];

/**
 * Why libc cannot be called here, before anything of it is loaded: its numbers and layouts are those of another
 * system or processor. Undefined where it can.
 */
export function findMachineProblem({ platform, arch }: { platform: string; arch: string }) {
  if (platform !== "linux") return `Rouse knows that of Linux only, and this is ${platform}`;
  if (machines.includes(arch) && endianness() === "LE") return undefined;
  return `Rouse knows its layouts for ${machines.join(" and ")} only, and this is ${arch}`;
}

/** iovec, msghdr, cmsghdr, ucred, pollfd, rlimit, and the kinds of sockaddr. */
export function defineLayouts(koffi: Layer) {
  const bytes = (count: number) => koffi.array("uint8_t", count);
  const part = koffi.struct({ base: "void *", length: "size_t" });
  return {
    part,
    // glibc and musl lay it out alike on 64-bit little-endian machines: musl's padding is our upper halves.
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

/** sizeof, and offsetof where a member is read or written by its place, as in the headers of glibc and musl. */
export const knownLayouts: {
  readonly [K in keyof Layouts]: { size: number; [member: string]: number };
} = {
  part: { size: 16, length: 8 },
  message: { size: 56, parts: 16, control: 32, controlLength: 40, flags: 48 },
  control: { size: 16, level: 8, type: 12 },
  credentials: { size: 12, uid: 4, gid: 8 },
  poll: { size: 8, happened: 6 },
  limits: { size: 16, hard: 8 },
  inet: { size: 16, port: 2, host: 4 },
  inet6: { size: 28, port: 2, flow: 4, host: 8, scope: 24 },
  unix: { size: 110, path: 2 },
  vsock: { size: 16, port: 4, cid: 8 },
};

/** The first layout that is not what our bytes assume; undefined when all are. */
export function findLayoutProblem(koffi: Layer, layouts: Layouts): string | undefined {
  for (const [name, { size, ...members }] of Object.entries(knownLayouts)) {
    const type = layouts[name as keyof Layouts];
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
