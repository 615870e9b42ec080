import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { until } from "../harness/until.js";
import { contentsOf, linesOf, makeRelease, own, version } from "./made.js";
import { OwnRoot } from "./own-root.js";

const archive = `rouse-${version}-linux-${own.machine}.tar.gz`;
const image = `rouse-exec-${version}.oci.tar`;
const packages = ["rouse-exec", "rouse"].map((name) => `${name}_${version}_${own.debian}.deb`);
const [execPackage = "", rousePackage = ""] = packages;
const built = needs("dpkg-deb", "gzip", "tar");
const installed = needsRoot("dpkg", "unshare", "nsenter", "curl", "python3");

let out: string;
beforeAll(async () => {
  out = await makeRelease("one", "022", { TZ: "UTC" });
});

built.describe("what a release consists of", () => {
  built.test("is the same when it is made again, elsewhere, by somebody else", async () => {
    const again = await makeRelease("another folder", "077", { TZ: "Asia/Tokyo", LC_ALL: "C" });
    const [first, second] = [contentsOf(out), contentsOf(again)];
    expect([...second.keys()]).toEqual([...first.keys()]);
    const differing = [...first].filter(([name, bytes]) => second.get(name) !== bytes);
    expect(differing.map(([name]) => name)).toEqual([]);
  });

  built.test("has a hash for each file", async () => {
    const { code, stdout } = await run(["sha256sum", "--check", "SHA256SUMS"], { cwd: out });
    const names = [
      archive,
      `rouse-${version}.cdx.json`,
      `rouse-${version}.tgz`,
      image,
      ...packages,
    ];
    expect(stdout.trim().split("\n").sort()).toEqual(names.map((name) => `${name}: OK`).sort());
    expect(code).toBe(0);
  });

  built.test("lists the packages that are locked", () => {
    const bill = JSON.parse(readFileSync(join(out, `rouse-${version}.cdx.json`), "utf8"));
    expect(bill.metadata).toMatchObject({
      timestamp: "2023-11-14T22:13:20.000Z",
      component: { name: "rouse", version },
    });
    const names = bill.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["commander", "hono", "koffi", "zod"]));
    expect(names).not.toContain("vitest");
  });

  built.test("has the archive for whoever writes units by hand", () => {
    const folder = archive.replace(".tar.gz", "");
    const paths = linesOf("tar", "-tf", join(out, archive));
    const wanted = ["rouse-exec", "rouse-exec.1", "LICENSE", "README.md", "examples/web.service"];
    expect(paths).toEqual(expect.arrayContaining(wanted.map((path) => `${folder}/${path}`)));
    expect(paths.some((path) => /licences\/(musl|glibc)\.txt$/.test(path))).toBe(true);
  });

  needsRoot("podman").test("has an image that podman takes", async () => {
    const store = ["--root", join(out, "..", "images"), "--runroot", join(out, "..", "run")];
    const podman = ["podman", ...store, "--storage-driver=vfs", "--events-backend=none"];
    const pulled = await run([...podman, "pull", "--quiet", `oci-archive:${join(out, image)}`]);
    expect(pulled).toMatchObject({ code: 0 });
    const inspect = [...podman, "image", "inspect", `localhost/rouse-exec:${version}`];
    const [seen] = JSON.parse((await run(inspect)).stdout);
    expect(seen).toMatchObject({ Architecture: own.debian, Os: "linux" });
    expect(seen.Config.Entrypoint).toEqual(["/rouse-exec"]);
    expect(seen.RootFS.Layers).toHaveLength(1);
  });

  built.test("has packages that name what they need and whose licences they carry", () => {
    const field = (file: string) => linesOf("dpkg-deb", "-f", join(out, file), "Depends").join();
    expect(field(execPackage)).toBe("");
    expect(field(rousePackage)).toMatch(/^rouse-exec \(= [^)]+\), nodejs \(>= 20\.19\), libc6 /);
    const copyright = linesOf(
      "sh",
      "-c",
      `dpkg-deb --fsys-tarfile '${join(out, rousePackage)}' |
      tar -xO ./usr/share/doc/rouse/copyright`,
    );
    const titles = copyright.filter((line) => line.startsWith("License: "));
    const named = ["MIT", "MIT-commander", "MIT-hono", "MIT-koffi", "MIT-zod"];
    expect(titles).toEqual(expect.arrayContaining(named.map((title) => `License: ${title}`)));
  });
});

// It takes seven seconds of a processor, which is minutes where forty others want one.
needs("lintian").test(
  "lintian has no warning for the packages",
  async () => {
    const argv = ["lintian", "--allow-root", "--fail-on", "error,warning", ...packages];
    const ended = await run(argv, { cwd: out, deadlineMs: 550_000 });
    expect(ended).toMatchObject({ code: 0, stdout: "" });
  },
  600_000,
);

const units = "/etc/systemd/system";
const written = ["copy.service", "old.service.d/rouse.conf", "web.service"].map(
  (unit) => `${units}/${unit}`,
);
const writeUnits = `cd ${units} && mkdir old.service.d
  echo ExecStart=/usr/lib/rouse/${version}/rouse-exec -- true >copy.service
  echo ExecStart=/usr/lib/rouse/rouse-exec -- true | tee web.service >old.service.d/rouse.conf`;

installed.describe("on a machine without the checkout", () => {
  let machine: OwnRoot;
  beforeAll(async () => {
    machine = await OwnRoot.make(out);
  });

  const answer = async () => {
    const { code, stdout } = await machine.run("curl", "-sS", "http://127.0.0.1:8080/tmp/");
    return code === 0 && stdout.includes(archive);
  };
  const server = ["--", "python3", "-m", "http.server", "8080", "--directory", "/"];

  installed.test("the archive works without Node", async () => {
    const node = await machine.cover("/usr/bin/node", "/dev/null");
    expect((await machine.run("node", "--version")).code).toBe(126);
    expect(await machine.run("tar", "-xf", `/tmp/${archive}`, "-C", "/tmp")).toMatchObject({
      code: 0,
    });
    const program = `/tmp/${archive.replace(".tar.gz", "")}/rouse-exec`;
    expect((await machine.run(program, "--version")).stdout).toBe(`rouse-exec ${version}\n`);
    const running = machine.start(program, "--listen=127.0.0.1:8080", "--lazy", ...server);
    await until(answer, { what: "an answer of the server that rouse-exec woke" });
    await running.stop();
    await node.undo();
  });

  installed.test(
    "the packages are installed, work, and leave only the services of users",
    async () => {
      const before = await machine.added();
      const known = await machine.run("dpkg-query", "-W", "nodejs");
      const anyway = known.code === 0 ? [] : ["--force-depends"];
      const paths = packages.map((file) => `/tmp/${file}`);
      const dpkg = (...args: string[]) => machine.run("dpkg", "--no-triggers", ...args);
      expect(await dpkg(...anyway, "--install", ...paths)).toMatchObject({ code: 0 });

      expect((await machine.run("rouse-exec", "--version")).stdout).toBe(`rouse-exec ${version}\n`);
      const said = (await machine.run("rouse", "doctor")).stdout;
      expect(said).toContain(`/usr/lib/rouse/rouse-exec, ${version}`);
      const running = machine.start("rouse", "listen", "8080", "--name", "web", ...server);
      await until(answer, { what: "an answer of the server that rouse listen woke" });
      expect((await machine.run("rouse", "ls")).stdout).toContain("127.0.0.1:8080");
      await running.stop();

      // One of them has a rouse-exec of its own, and goes on working.
      await machine.run("sh", "-c", writeUnits);
      const purged = await dpkg("--purge", "rouse", "rouse-exec");
      expect(purged).toMatchObject({ code: 0, stderr: "" });
      const named = purged.stdout.split("\n").filter((line) => line.startsWith("  "));
      expect(named.sort()).toEqual([
        `  ${units}/old.service.d/rouse.conf`,
        `  ${units}/web.service`,
      ]);
      expect((await machine.added()).sort()).toEqual([...before, ...written].sort());
    },
  );
});
