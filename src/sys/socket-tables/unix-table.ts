import { rowsOf } from "./read-table.js";

/** A row of /proc/net/unix: proc_net(5). */
interface UnixRow {
  /** SOCK_*. */
  type: number;
  /** SS_* of linux/net.h. */
  state: number;
  /** Whether listen(2) was called: __SO_ACCEPTCON among its flags. */
  listening: boolean;
  inode: string;
  /** `/path` or `@abstract`; a relative path as it was bound, and "" for an unnamed socket. */
  name: string;
}

const SO_ACCEPTCON = 0x10000;

/** Num RefCount Protocol Flags Type St Inode [Path] */
const pattern = /^[\da-fA-F]+: \S+ \S+ ([\dA-F]{8}) ([\dA-F]{4}) ([\dA-F]{2}) +(\d+)(?: (.*))?$/;

/** Returns the rows of the table; a line that is none is left out. */
export function parseUnixTable(text: string): UnixRow[] {
  return rowsOf(text).flatMap((line) => {
    const [whole, flags = "", type = "", state = "", inode = "", name = ""] =
      pattern.exec(line) ?? [];
    if (whole === undefined) return [];
    const listening = (Number.parseInt(flags, 16) & SO_ACCEPTCON) !== 0;
    return { type: hex(type), state: hex(state), listening, inode, name };
  });
}

function hex(text: string): number {
  return Number.parseInt(text, 16);
}
