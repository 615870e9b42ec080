import { program } from "../test/harness/paths.js";
import { go, needPython } from "./programs.js";

/** The same for all, as under a service manager: NODE_EXTRA_CA_CERTS alone makes Node start 20 ms later. */
export const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/", LANG: "C.UTF-8" };

/** A server that is woken, as anybody would start it on 127.0.0.1:`port`. */
export interface ColdProgram {
  name: string;
  command(port: number): string[];
}

/** `folder` is what http.server serves. */
export function coldPrograms(folder: string): ColdProgram[] {
  const python = [needPython(), "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder];
  return [
    { name: "python", command: (port) => [...python, String(port)] },
    {
      name: "node",
      command: (port) => [process.execPath, program("http.mjs"), "127.0.0.1", String(port)],
    },
    { name: "go", command: (port) => [go("server"), String(port)] },
  ];
}
