import { createSocket } from "node:dgram";
import { once } from "node:events";
import { activate } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { program, rouseExec } from "../harness/paths.js";
import { type Running, start } from "../harness/start.js";
import { until } from "../harness/until.js";

/** Where the passed socket comes from, and whether its first datagram starts the program. */
export const modes = ["systemd", "embedded", "lazy"] as const;

/** Runs a fixture of Python below rouse-exec with the UDP socket of this address, until it can be asked. */
export async function serveDatagrams(
  mode: (typeof modes)[number],
  address: string,
  argv: string[],
  options: string[] = [],
): Promise<Running> {
  const [name = "", ...rest] = argv;
  const command = [...options, "--", "python3", "-B", program(name), ...rest];
  if (mode === "lazy") {
    const lazily = ["--lazy", "--announce=held", `--listen=udp:${address},name=web`];
    const running = start([rouseExec, ...lazily, ...command]);
    await running.line(/^held$/);
    return running;
  }
  const running =
    mode === "systemd"
      ? activate([{ kind: "udp", address, name: "web" }], [rouseExec, ...command])
      : start([rouseExec, `--listen=udp:${address},name=web`, ...command]);
  await running.line(/^ready$/);
  return running;
}

/** A UDP socket that is connected to the passed one, and gives the answers in turn. */
export async function startClient(host: string, port: number) {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  after(() => void socket.close());
  const answers: string[] = [];
  socket.on("message", (message) => answers.push(String(message)));
  socket.on("error", (error) => answers.push(String(error)));
  socket.connect(port, host);
  await once(socket, "connect");
  return async (text: string) => {
    const seen = answers.length;
    socket.send(text);
    return until(() => answers[seen], { everyMs: 1, what: `an answer to ${text}` });
  };
}
