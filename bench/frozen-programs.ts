import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asNobody } from "../test/servers/server.js";
import { go, need, needPython } from "./programs.js";
import { tempDir } from "./temp.js";

/** A server that has loaded something. */
export interface FrozenProgram {
  name: string;
  loads: boolean;
  /** What a client sends to be answered. */
  request: string | Uint8Array;
  /** Prepares what it needs, and gives its command line. */
  prepare(): (port: number) => string[];
}

const http = "GET / HTTP/1.0\r\n\r\n";

const python = `
import http.server, sys
kept = [{"number": i, "text": "x" * 100 + str(i)} for i in range(300_000)]
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
`;

const node = `
const kept = Array.from({ length: 300_000 }, (_, i) => ({ i, text: "x" + i }));
require("node:http").createServer((_, res) => res.end(String(kept.length))).listen(process.argv[1], "127.0.0.1");
`;

const java = `
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;

public class Kept {
  public static void main(String[] words) throws Exception {
    var kept = new ArrayList<byte[]>();
    for (int i = 0; i < 200; i++) {
      byte[] megabyte = new byte[1 << 20];
      java.util.Arrays.fill(megabyte, (byte) i);
      kept.add(megabyte);
    }
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0])), 16);
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
  }
}
`;

export const frozenPrograms: FrozenProgram[] = [
  {
    ...{ name: "python, 300,000 objects", loads: true, request: http },
    prepare: () => (port) => [needPython(), "-c", python, String(port)],
  },
  {
    ...{ name: "node, 300,000 objects", loads: true, request: http },
    prepare: () => (port) => [process.execPath, "-e", node, String(port)],
  },
  { ...{ name: "java, 200 MB", loads: true, request: http }, prepare: prepareJava },
  {
    ...{ name: "go", loads: false, request: http },
    prepare: () => (port) => [go("server"), String(port)],
  },
  // It is asked for TLS, and answers with one byte.
  {
    name: "postgres",
    loads: false,
    request: Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47),
    prepare: preparePostgres,
  },
];

function prepareJava() {
  const folder = tempDir();
  writeFileSync(join(folder, "Kept.java"), java);
  execFileSync(need("javac"), ["-d", folder, join(folder, "Kept.java")]);
  return (port: number) => [need("java"), "-cp", folder, "Kept", String(port)];
}

function preparePostgres() {
  const bin = execFileSync("sh", ["-c", "ls -d /usr/lib/postgresql/*/bin | tail -1"], {
    encoding: "utf8",
  }).trim();
  const data = join(tempDir(), "data");
  const nobody = 65_534;
  chownSync(join(data, ".."), nobody, nobody);
  mkdirSync(data);
  chownSync(data, nobody, nobody);
  const initdb = [...asNobody, join(bin, "initdb"), "-D", data, "-A", "trust", "-N"];
  const [command = "", ...args] = initdb;
  execFileSync(command, args, { stdio: "ignore" });
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
  return (port: number) => [
    ...[...asNobody, join(bin, "postgres"), "-D", data, "-p", String(port)],
    ...settings.flatMap((setting) => ["-c", setting]),
  ];
}
