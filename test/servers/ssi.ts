import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder with a page of server-side includes that gives the facts; apache and lighttpd read the same. */
export function factsPage(parent: string, address: string): string {
  const folder = join(parent, address.replace(/[^\w.]/g, "-"));
  const host = '<!--#echo var="REMOTE_ADDR" -->';
  const [open, close] = address.startsWith("[") ? ["[", "]"] : ["", ""];
  const peer = `${open}${host}${close}:<!--#echo var="REMOTE_PORT" -->`;
  mkdirSync(folder);
  writeFileSync(join(folder, "index.shtml"), `{"address":"${address}","peer":"${peer}"}`);
  return folder;
}
