/**
 * The sizeof of each struct, and the offsetof of each member that is read or written by its offset, as in the headers
 * of glibc and musl for 64-bit little-endian machines.
 */
export const knownLayouts = {
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
} satisfies Record<string, { size: number; [member: string]: number }>;
