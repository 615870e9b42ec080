// take.mjs tcp|udp: the code and sentence with which listen() refuses the passed socket here.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { listen } from "rouse";

const server = process.argv[2] === "udp" ? createSocket("udp4") : createServer();
try {
  await listen(server, { name: "web", fallback: { port: 0 } });
  console.log("listening");
} catch ({ code, message }) {
  console.log(code, message);
}
process.exit();
