import { createServer, type Server } from "node:http";
import { type Listening, listen, RouseError, ready } from "rouse";

async function begin(server: Server): Promise<Listening> {
  try {
    return await listen(server, { fallback: { host: "127.0.0.1", port: 8080 } });
  } catch (error) {
    if (error instanceof RouseError && error.code === "LISTEN_CHOICE_OPEN") {
      throw new Error("this service takes one socket: see web.socket", { cause: error });
    }
    throw error;
  }
}

const server = createServer((_request, response) => response.end("hello from TypeScript\n"));
const { activated, address }: Listening = await begin(server);
console.log(activated ? "passed by systemd" : "on its own", address);

process.on("SIGTERM", () => server.close());
await ready();
