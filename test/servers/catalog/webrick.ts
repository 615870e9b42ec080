import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

const program = `
require "json"
require "webrick"

host, port = ARGV
server = WEBrick::HTTPServer.new(BindAddress: host == "*" ? nil : host, Port: port.to_i, AccessLog: [])
server.mount_proc("/") do |request, response|
  _, from, _, name = request.peeraddr
  name = "[#{name}]" if name.include?(":")
  response.body = JSON.generate(pid: Process.pid, peer: "#{name}:#{from}")
end
server.start
`;

export default {
  name: "WEBrick",
  package: "ruby-webrick",
  version: "ruby -rwebrick -e 'print WEBrick::VERSION'",
  passed: [[other(), tcp()], [tcp("[::1]")], [tcp("127.0.0.1", "*")]],
  cannot: { "several TCP": "takes one address", unix: "takes no path" },
  note: "binds both families of a port, and ends its sockets by shutdown",
  command({ first, write }) {
    return ["ruby", write("serve.rb", program), first.host, first.port];
  },
} satisfies Server;
