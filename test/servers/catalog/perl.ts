import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

const program = `
use HTTP::Daemon;
my ($host, $port) = @ARGV;
my $daemon = HTTP::Daemon->new(LocalAddr => $host, LocalPort => $port, ReuseAddr => 1) or die "$@";
while (my $client = $daemon->accept) {
    $client->get_request;
    my $from = $client->peerhost =~ /:/ ? "[" . $client->peerhost . "]" : $client->peerhost;
    my $facts = sprintf '{"pid":%d,"peer":"%s:%d"}', $$, $from, $client->peerport;
    $client->send_response(HTTP::Response->new(200, "OK", ["Connection" => "close"], $facts));
    $client->close;
}
`;

export default {
  name: "Perl HTTP::Daemon",
  package: "libhttp-daemon-perl",
  version: "perl -MHTTP::Daemon -e 'print HTTP::Daemon->VERSION'",
  passed: [[other(), tcp()], [tcp("[::1]")]],
  cannot: { "several TCP": "an object has one socket", unix: "it is for IP" },
  command({ first, write }) {
    const { host, port } = first;
    return ["perl", write("serve.pl", program), host, port];
  },
} satisfies Server;
