import type { Asked, Run } from "./server.js";

/** A folder with a page of server-side includes that gives the facts; apache and lighttpd read the same. */
export function factsPage({ write }: Run, { kind, address }: Asked): string {
  const name = address.replace(/[^\w.]/g, "-");
  const host = '<!--#echo var="REMOTE_ADDR" -->';
  const client = address.startsWith("[") ? `[${host}]` : host;
  const peer = kind === "unix" ? "" : `,"peer":"${client}:<!--#echo var="REMOTE_PORT" -->"`;
  const file = write(`${name}/index.shtml`, `{"address":"${address}"${peer}}`);
  return file.slice(0, -"/index.shtml".length);
}
