import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { lockedPackages } from "../locked-packages.mjs";
import { licenceOf } from "../notices.mjs";
import { gzip } from "../packed-files.mjs";
import { buildPackage, debianVersion } from "./build-package.mjs";
import { documentFiles } from "./documents.mjs";

/**
 * Makes the package rouse: the command with the packages that it needs. `packed` are the files of the npm package,
 * and `fetched` says where a package of binaries for another processor lies.
 */
export function makeRouse(release, { debian, node, packed, fetched = () => undefined }) {
  const { root, manifest } = release;
  const packages = lockedPackages(root, node);
  const folders = packages.map((one) => ({ ...one, folder: fetched(one) ?? one.folder }));
  return buildPackage(release, {
    ...{ name: "rouse", debian, fields: fields(release) },
    files: [
      ...packed.flatMap((path) => ownFile(root, path)),
      { path: "usr/bin/rouse", link: `../lib/rouse/${manifest.bin.rouse}` },
      ...folders.flatMap((one) => runtimeFiles(one)),
      ...completions(root, manifest.bin.rouse),
      ...documentFiles(release, "rouse", notices(packages)),
    ],
  });
}

function fields({ version, manifest }) {
  const node = `nodejs (${manifest.engines.node.replace(/^>=/, ">= ")})`;
  return {
    // The last three are what koffi.node is linked against.
    Depends: `rouse-exec (= ${debianVersion(version)}), ${node}, ${koffiNeeds}`,
    Suggests: "bash-completion, podman, systemd",
    Description: `lets servers sleep until their first client connects
 Rouse starts a server when its first client connects, hands it the listening
 socket, and stops it again when nobody is connected. The server is not
 changed, and there is no proxy.
 .
 The command writes systemd units for a server or holds its sockets in the
 foreground, converts services that exist, and says what each of them does.`,
  };
}

const koffiNeeds = "libc6 (>= 2.25), libgcc-s1 (>= 3.0), libstdc++6 (>= 7)";

/** Where a file of the npm package goes; nothing for what the package rouse-exec or Debian has elsewhere. */
function ownFile(root, path) {
  const from = join(root, path);
  if (/^prebuilt\/|^LICENSE$|\.d\.ts$|\/rouse-exec\.1$/.test(path)) return [];
  if (path.startsWith("packaging/man/")) {
    const page = `usr/share/man/man1/${basename(path)}.gz`;
    return [{ path: page, content: gzip(readFileSync(from)) }];
  }
  if (path.startsWith("packaging/systemd/"))
    return [{ path: `usr/lib/systemd/user/${basename(path)}`, from }];
  if (path.endsWith(".md")) return [{ path: `usr/share/doc/rouse/${path}`, from }];
  const target = `usr/lib/rouse/${path}`;
  const text = /\.c?js$/.test(path) ? readFileSync(from, "utf8") : "";
  if (!text.startsWith("#!")) return [{ path: target, from }];
  // Another Node, which PATH of a user may begin with, is not the one that the package depends on.
  return [{ path: target, content: text.replace(/^#!.*/, "#!/usr/bin/node"), mode: 0o755 }];
}

/** What Node loads, without sources, types and pages; and without the binary for musl, which Debian does not use. */
function runtimeFiles({ name, folder }) {
  const loaded = [".js", ".cjs", ".mjs", ".json", ".node"];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && loaded.includes(extname(entry.name)))
    .map(({ parentPath, name: file }) => join(parentPath, file))
    .filter(
      (path) =>
        !/\/(musl_\w+|doc|cnoke\.cjs|trampolines\.cjs)(\/|$)/.test(path.slice(folder.length)),
    )
    .map((from) => ({
      path: `usr/lib/rouse/node_modules/${name}${from.slice(folder.length)}`,
      from,
    }));
}

function completions(root, command) {
  const print = (shell) =>
    execFileSync(process.execPath, [join(root, command), "completion", shell]);
  return [
    { path: "usr/share/bash-completion/completions/rouse", content: print("bash") },
    { path: "usr/share/zsh/vendor-completions/_rouse", content: print("zsh") },
    { path: "usr/share/fish/vendor_completions.d/rouse.fish", content: print("fish") },
  ];
}

/** scripts/bundle.mjs takes zod into dist/. */
function notices(packages) {
  return packages.map((one) => ({
    files: `usr/lib/rouse/node_modules/${one.name}/*${one.name === "zod" ? "\n usr/lib/rouse/dist/*" : ""}`,
    title: `MIT-${one.name.replace(/^@/, "").replace("/", "-")}`,
    text: licenceOf(one, packages),
  }));
}
