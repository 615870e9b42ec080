import { compileC } from "../harness/compile.js";
import { ask } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";

export type Kind = "tcp" | "unix" | "udp";
export type Language = "python" | "node" | "c";

/** A server that dies at SIGTERM, at an address of its own. */
export interface Server {
  kind: Kind;
  address: string;
  argv: string[];
  /** One request; gives the pid of the process that answered. */
  askPid: () => Promise<number>;
  /** The same, with the time until the connection stood; datagrams need none. */
  askRun: () => Promise<Run>;
}

export interface Run {
  pid: number;
  connectMs: number;
}

export async function newServer(
  language: Language,
  kind: Kind,
  ...options: string[]
): Promise<Server> {
  const address = kind === "unix" ? `${tempDir()}/socket` : `127.0.0.1:${await freePortPair()}`;
  const argv = [...command(language, kind, address), ...options];
  const askRun = () => askOnce(kind, address);
  return { kind, address, argv, askRun, askPid: async () => (await askRun()).pid };
}

/** A server that works only when it gets SIGUSR1: see sleep-slow.py. */
export async function newSlowServer(manner: "accept" | "queue", kind: Kind): Promise<Server> {
  const server = await newServer("python", kind);
  const argv = ["python3", program("sleep-slow.py"), manner, kind, server.address];
  return { ...server, argv };
}

function command(language: Language, kind: Kind, address: string): string[] {
  if (language === "python") return ["python3", program("server.py"), kind, address];
  if (language === "c") return [compileC("sleep-server"), kind, address];
  const [host = "", port = ""] = address.split(":");
  return [process.execPath, program("http.mjs"), host, port];
}

async function askOnce(kind: Kind, address: string): Promise<Run> {
  if (kind === "udp") return { pid: JSON.parse(await ask(address, "/")).pid, connectMs: 0 };
  const { body, connectMs } = await get(address);
  return { pid: JSON.parse(body).pid, connectMs };
}
