import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const application = `run lambda { |env|
  socket = env["puma.socket"].to_io
  peer = socket.remote_address.inspect_sockaddr if socket.remote_address.ip?
  [200, {}, [{ pid: Process.pid, peer: peer }.compact.to_json]]
}`;

export default {
  name: "Puma",
  package: "puma",
  version: "puma --version",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  command({ asked, write }) {
    const binds = asked.map(({ kind, address }) => {
      return `--bind=${kind === "unix" ? "unix" : "tcp"}://${address}`;
    });
    const file = write("config.ru", ['require "json"', application]);
    return ["puma", ...binds, "--threads=1:2", "--environment=production", file];
  },
} satisfies Server;
