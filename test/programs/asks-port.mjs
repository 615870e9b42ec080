// asks-port.mjs PACKAGE PORT: asks a package of npm whether the port of 127.0.0.1 is free, and serves there if so.
import { createServer } from "node:http";

const host = "127.0.0.1";
const [name, port] = [process.argv[2], Number(process.argv[3])];
const asking = (await import(name)).default;

/** Where it may serve, as its users write it; none if the port is taken. */
const findPort = {
  portscanner: () => asking.findAPortNotInUse(port, 65535, host),
  "tcp-port-used": async () => ((await asking.check(port, host)) ? undefined : port),
  "is-port-reachable": async () => ((await asking(port, { host })) ? undefined : port),
};

const free = await findPort[name]();
if (free !== port) console.log(`port ${port} is taken: ${free ? "moves away" : "refuses"}`);
if (free === undefined) process.exit(1);
createServer((_, answer) => answer.end("served")).listen(free, host);
