import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, root, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { listeningTcp } from "../harness/sockets.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

needs("nginx", "ruby");

/** Servers that bind both families of a port, or that find out whether it is free by a bind of the other one. */
const servers: Record<string, (port: number, folder: string) => string[]> = {
  asyncio: (port) => ["python3", program("families-both.py"), String(port)],
  "asyncio of localhost": (port) => [
    ...["python3", program("families-both.py"), String(port)],
    ...["127.0.0.1", "::1"],
  ],
  nginx: (port, folder) => {
    writeFileSync(join(folder, "nginx.conf"), nginxConfig(port));
    return ["nginx", "-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"];
  },
  WEBrick: (port) => [
    ...["ruby", "-rwebrick", "-e"],
    `s = WEBrick::HTTPServer.new(Port: ${port}); s.mount_proc("/") { |_, r| r.body = "hello" }; s.start`,
  ],
  Node: (port) => [
    ...[process.execPath, "--input-type=module", "--eval"],
    `import { createServer } from "node:http";
     for (const host of ["127.0.0.1", "::1"])
       createServer((_, answer) => answer.end("hello")).listen({ host, port: ${port}, ipv6Only: host === "::1" });`,
  ],
};

/** Vite tests its port by a bind of 0.0.0.0 and of ::, and listens at ::1 where that is localhost. */
const vite = (port: number, folder: string) => {
  writeFileSync(join(folder, "index.html"), "hello");
  const command = [process.execPath, join(root, "node_modules/vite/bin/vite.js"), folder];
  return [...command, "--host", "::1", "--port", String(port), "--strictPort"];
};

function nginxConfig(port: number): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = kinds.map((kind) => `${kind}_temp_path ${kind};`).join(" ");
  return `daemon off; pid nginx.pid; worker_processes 2; user root; events {}
    http { access_log off; ${temporary}
      server { listen ${port}; listen [::]:${port}; location / { return 200 'hello'; } } }`;
}

describe("is served, and opens to nobody else:", () => {
  const wildcards = ["127.0.0.1", "0.0.0.0", "[::]"];
  const cases = Object.entries(servers).flatMap(([name, command]) => {
    const hosts = name === "asyncio of localhost" || name === "Node" ? ["127.0.0.1"] : wildcards;
    return hosts.map((host) => [name, host, command] as const);
  });
  test.each([...cases, ["Vite", "127.0.0.1", vite] as const])("%s with %s", async (_, host, of) => {
    const [port, folder] = [await freePort(), tempDir()];
    const address = `${host}:${port}`;
    const report = join(folder, "service.json");
    const options = [`--listen=${address}`, "--lazy", "--exit-idle-time=300ms"];
    const argv = [rouseExec, ...options, `--report=${report}`, "--", ...of(port, folder)];
    const running = start(argv, { cwd: folder });
    await reportState(report, "waiting");
    for (let wake = 1; wake <= 2; wake++) {
      // While this one stays it does not sleep: a server that has been told to end may lose a client.
      const held = await connect(`127.0.0.1:${port}`);
      for (let client = 0; client < 10; client++) await served(`127.0.0.1:${port}`);
      if (host === "[::]") await served(`[::1]:${port}`);
      expect(listenersOf(port), running.output.all()).toEqual([address]);
      held.destroy();
      await reportState(report, "waiting");
    }
  });
});

async function served(address: string): Promise<void> {
  expect((await get(address)).status).toBe(200);
}

/** Where clients can come in; nobody is heard at the address of a bind that was put aside. */
function listenersOf(port: number): string[] {
  const addresses = [...listeningTcp().keys()];
  const ofPort = addresses.filter((address) => address.endsWith(`:${port}`));
  return [...new Set(ofPort)].filter((address) => !address.startsWith("127.255.255.254:"));
}
