import { join } from "node:path";
import { root } from "../../harness/paths.js";
import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const modules = join(root, "node_modules");

/** Without a host it listens on every address of localhost. */
const program = `
import fastify from ${JSON.stringify(join(modules, "fastify/fastify.js"))};

for (const address of process.argv.slice(2)) {
  const server = fastify();
  server.get("/", async ({ socket: { remoteAddress: host, remotePort } }) => {
    const peer = host && \`\${host.includes(":") ? \`[\${host}]\` : host}:\${remotePort}\`;
    return { address, pid: process.pid, peer };
  });
  const [, host, port] = address.match(/^(.*):(\\d+)$/) ?? [];
  if (port === undefined) await server.listen({ path: address });
  else if (host === "*") await server.listen({ port: Number(port) });
  else await server.listen({ host: host.replace(/[[\\]]/g, ""), port: Number(port) });
}
`;

export default {
  name: "Fastify",
  package: "—",
  version: `${process.execPath} -p 'require("${modules}/fastify/package.json").version'`,
  passed: [
    [other(), tcp("127.0.0.1", "*")],
    [unix()],
    [other(), tcp(), unix(), tcp("[::1]"), tcp("127.0.0.1", "*")],
  ],
  note: "from npm; without a host it binds localhost in each family",
  command: ({ asked, write }) => {
    const addresses = asked.map(({ address }) => address);
    return [process.execPath, write("serve.mjs", program), ...addresses];
  },
} satisfies Server;
