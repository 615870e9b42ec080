import { lstatSync } from "node:fs";
import { connect } from "../harness/connect.js";
import { patienceMs, within } from "../harness/until.js";
import type { Calls } from "./calls.js";

/** What must stay as it was. */
export interface File {
  inode: number;
  mode: string;
  owner: string;
}

/** Of the name itself, not of what a symbolic link leads to; undefined when there is none. */
export function look(path: string): File | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  const { ino, mode, uid, gid } = found;
  return { inode: ino, mode: (mode & 0o7777).toString(8), owner: `${uid}:${gid}` };
}

/** Whether a client at that path comes to the program, which holds the listening socket at `fd`. */
export async function isServed(calls: Calls, fd: number, path: string): Promise<boolean> {
  const client = await connect(path);
  const text = new Promise((resolve) => client.once("data", (bytes) => resolve(String(bytes))));
  const accepted = await calls.make(`accept ${fd} 0 0 0`);
  await calls.make(`write ${accepted} served`);
  return (await within(text, patienceMs, () => `a word from ${path}`)) === "served";
}
