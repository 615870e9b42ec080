import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { noticeFiles } from "../notices.mjs";
import { gzip } from "../packed-files.mjs";
import { buildPackage } from "./build-package.mjs";
import { documentFiles } from "./documents.mjs";

/** Makes the package rouse-exec: the static program alone, which depends on nothing. */
export function makeRouseExec(release, { debian, executable }) {
  const { root } = release;
  const read = (path) => readFileSync(join(root, path), "utf8");
  return buildPackage(release, {
    ...{ name: "rouse-exec", debian, fields },
    files: [
      { path: "usr/lib/rouse/rouse-exec", from: executable, mode: 0o755 },
      { path: "usr/bin/rouse-exec", link: "../lib/rouse/rouse-exec" },
      {
        path: "usr/share/man/man1/rouse-exec.1.gz",
        content: gzip(read("packaging/man/rouse-exec.1")),
      },
      {
        path: "usr/share/lintian/overrides/rouse-exec",
        from: join(root, "packaging/debian/rouse-exec.lintian-overrides"),
      },
      ...examples(root),
      ...noticeFiles(root, executable, "usr/share/doc/rouse-exec"),
      ...documentFiles(release, "rouse-exec"),
    ],
    scripts: { postrm: read("packaging/debian/rouse-exec.postrm") },
  });
}

const fields = {
  Suggests: "rouse, systemd",
  Description: `wakes a server at its first connection and hands it the socket
 rouse-exec holds the listening sockets of a server, starts the server when
 its first client connects, and stops it when nobody is connected. The server
 is not changed, and there is no proxy: it accepts its clients itself.
 .
 This package has the static program alone, for systemd units that are written
 by hand. The package rouse writes the units.`,
};

/** The package has rouse-exec in its own folder, and not where one puts what one unpacks. */
function examples(root) {
  const folder = join(root, "packaging/examples");
  return readdirSync(folder).map((file) => ({
    path: `usr/share/doc/rouse-exec/examples/${file}`,
    content: readFileSync(join(folder, file), "utf8").replaceAll("/usr/local/lib/", "/usr/lib/"),
  }));
}
