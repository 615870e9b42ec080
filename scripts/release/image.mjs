import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noticeFiles } from "./notices.mjs";
import { gzip, stageFiles, tar } from "./packed-files.mjs";

/**
 * Makes rouse-exec-VERSION.oci.tar: an OCI image layout (image-spec 1.0) with an image for each processor, which holds
 * rouse-exec and its licences. Returns its name.
 */
export function makeImage(release, executables) {
  const layout = join(release.scratch, "image");
  const image = { ...release, layout, created: new Date(release.seconds * 1000).toISOString() };
  mkdirSync(join(layout, "blobs/sha256"), { recursive: true });
  const manifests = executables.map((one) => addManifest(image, one));
  const index = addBlob(layout, types.index, toJson(versioned(types.index, { manifests })));
  const annotations = { [`${label}.ref.name`]: `rouse-exec:${release.version}` };
  const named = { ...index, annotations };
  writeFileSync(join(layout, "oci-layout"), toJson({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(layout, "index.json"), toJson(versioned(types.index, { manifests: [named] })));
  stageFiles(layout, [], release.seconds);
  const name = `rouse-exec-${release.version}.oci.tar`;
  const packed = tar(layout, ["oci-layout", "index.json", "blobs"], release.seconds);
  writeFileSync(join(release.out, name), packed);
  return name;
}

const label = "org.opencontainers.image";
const types = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
};

const toJson = (value) => Buffer.from(JSON.stringify(value));
const versioned = (mediaType, members) => ({ schemaVersion: 2, mediaType, ...members });
const sha256 = (content) => createHash("sha256").update(content).digest("hex");

function addBlob(layout, mediaType, content) {
  const hash = sha256(content);
  writeFileSync(join(layout, "blobs/sha256", hash), content);
  return { mediaType, digest: `sha256:${hash}`, size: content.length };
}

function addManifest(image, { debian: architecture, executable }) {
  const files = layerOf(image, architecture, executable);
  const config = addBlob(image.layout, types.config, toJson(configOf(image, architecture, files)));
  const layers = [addBlob(image.layout, types.layer, gzip(files))];
  const manifest = versioned(types.manifest, { config, layers });
  const platform = { architecture, os: "linux" };
  return { ...addBlob(image.layout, types.manifest, toJson(manifest)), platform };
}

function layerOf({ root, scratch, seconds }, architecture, executable) {
  const folder = join(scratch, "layer", architecture);
  const files = [
    { path: "rouse-exec", from: executable, mode: 0o755 },
    { path: "licences/rouse.txt", from: join(root, "LICENSE") },
    ...noticeFiles(root, executable, "licences"),
  ];
  stageFiles(folder, files, seconds);
  return tar(folder, ["licences", "rouse-exec"], seconds);
}

function configOf({ version, homepage, created }, architecture, files) {
  const about = { title: "rouse-exec", version, source: homepage };
  const labels = Object.entries(about).map(([name, value]) => [`${label}.${name}`, value]);
  return {
    ...{ created, architecture, os: "linux" },
    config: { Entrypoint: ["/rouse-exec"], Labels: Object.fromEntries(labels) },
    rootfs: { type: "layers", diff_ids: [`sha256:${sha256(files)}`] },
    history: [{ created, comment: "made by scripts/release/image.mjs" }],
  };
}
