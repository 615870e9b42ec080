import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noticeFiles } from "./notices.mjs";
import { gzip, stageFiles, tar } from "./packed-files.mjs";

/**
 * Makes rouse-VERSION-linux-MACHINE.tar.gz: rouse-exec for whoever writes units by hand, without Node. Returns its
 * name.
 */
export function makeArchive({ root, version, seconds, out, scratch }, { machine, executable }) {
  const name = `rouse-${version}-linux-${machine}`;
  stageFiles(join(scratch, name), contents(root, executable), seconds);
  writeFileSync(join(out, `${name}.tar.gz`), gzip(tar(scratch, [name], seconds)));
  return `${name}.tar.gz`;
}

function contents(root, executable) {
  const from = (path, source, mode) => ({ path, from: join(root, source), mode });
  const examples = readdirSync(join(root, "packaging/examples"));
  return [
    { path: "rouse-exec", from: executable, mode: 0o755 },
    from("rouse-exec.1", "packaging/man/rouse-exec.1"),
    from("LICENSE", "LICENSE"),
    ...noticeFiles(root, executable, "licences"),
    from("README.md", "packaging/archive.md"),
    ...examples.map((file) => from(`examples/${file}`, `packaging/examples/${file}`)),
  ];
}
