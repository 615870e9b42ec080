import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../test/harness/on-path.js";

/** A real program, as anybody would start it on 127.0.0.1:`port`. */
export interface Program {
  name: string;
  /** What must be on PATH. */
  needs: string;
  command(port: number, folder: string): string[];
  /** Of `rouse listen`. */
  options?: readonly string[];
  request: string;
  /** Whether `text` is the whole answer; without it the server closes when it is done. */
  isComplete?(text: string): boolean;
  /** Picks the client's address out of the answer, or out of what the program logged. */
  seen(answer: string, log: string): string | undefined;
}

const get = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/** The last line that holds an address: the log of an earlier wake stands before it. */
function lastMatch(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}

const body = (answer: string) => answer.match(/(127\.0\.0\.\d+:\d+)\s*$/)?.[1];

const nodeSource = (port: number) =>
  `require("http").createServer((request, response) => {
     const { remoteAddress, remotePort } = request.socket;
     response.end(remoteAddress + ":" + remotePort);
   }).listen(${port}, "127.0.0.1")`;

/** It listens before it can answer, as a server of models does. */
const loadingSource = (port: number) =>
  `const begin = Date.now();
   require("http").createServer((request, response) => {
     const { remoteAddress, remotePort } = request.socket;
     const loads = Date.now() - begin < 1000;
     response.statusCode = loads ? 503 : 200;
     response.end(loads ? "loading" : remoteAddress + ":" + remotePort);
   }).listen(${port}, "127.0.0.1")`;

const nginxConfig = (port: number, folder: string) => `
daemon off; worker_processes 2; pid ${folder}/nginx.pid; error_log stderr error;
${process.getuid?.() === 0 ? "user root;" : ""}
events { }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(" ")}
  server { listen 127.0.0.1:${port}; location / { return 200 "$remote_addr:$remote_port"; } }
}`;

const caddyConfig = (port: number) => `
{
  admin off
  auto_https off
}
http://localhost:${port} {
  bind 127.0.0.1
  respond "{http.request.remote.host}:{http.request.remote.port}"
}`;

function write(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

export const programs: readonly Program[] = [
  {
    name: "python3 http.server",
    needs: "python3",
    command: (port) => ["python3", "-m", "http.server", String(port), "--bind", "127.0.0.1"],
    request: get,
    seen: (_, log) => lastMatch(log, /^(127\.0\.0\.\d+) - - /gm),
  },
  {
    name: "Node http",
    needs: "node",
    command: (port) => ["node", "-e", nodeSource(port)],
    request: get,
    seen: body,
  },
  {
    name: "Node, loads for 1 s",
    needs: "node",
    command: (port) => ["node", "-e", loadingSource(port)],
    options: ["--ready-check", "http:/"],
    request: get,
    seen: body,
  },
  {
    name: "nginx",
    needs: "nginx",
    command: (port, folder) => [
      "nginx",
      "-e",
      "stderr",
      "-c",
      write(folder, "nginx.conf", nginxConfig(port, folder)),
    ],
    request: get,
    seen: body,
  },
  {
    name: "redis-server",
    needs: "redis-server",
    command: (port, folder) => [
      ...["redis-server", "--bind", "127.0.0.1", "--port", String(port)],
      // Redis calls no address but 127.0.0.1 its own machine, and sees which one the client has.
      ...["--protected-mode", "no", "--save", "", "--dir", folder, "--loglevel", "warning"],
    ],
    request: "CLIENT LIST\r\n",
    isComplete: (text) => text.includes(" addr=") && text.endsWith("\r\n"),
    seen: (answer) => lastMatch(answer, / addr=(127\.0\.0\.\d+:\d+)/g),
  },
  {
    name: "caddy",
    needs: "caddy",
    command: (port, folder) => [
      ...["env", `HOME=${folder}`, `XDG_DATA_HOME=${folder}`, `XDG_CONFIG_HOME=${folder}`],
      ...["caddy", "run", "--adapter", "caddyfile"],
      ...["--config", write(folder, "Caddyfile", caddyConfig(port))],
    ],
    request: get,
    seen: body,
  },
  {
    name: "busybox httpd",
    needs: "busybox",
    command: (port, folder) => [
      ...["busybox", "httpd", "-f", "-vv", "-p", `127.0.0.1:${port}`],
      ...["-h", folder],
    ],
    request: get,
    seen: (_, log) => lastMatch(log, /(127\.0\.0\.\d+\]?:\d+): url/g)?.replace("]", ""),
  },
];

export function isInstalled(program: Program): boolean {
  return findProgram(program.needs) !== undefined;
}
