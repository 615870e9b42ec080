import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const application = `
sub {
    my ($host, $port) = @{$_[0]}{qw(REMOTE_ADDR REMOTE_PORT)};
    my $pid = $$;
    my $peer = $port ? qq(,"peer":"$host:$port") : "";
    [200, ["Content-Type" => "application/json"], [qq({"pid":$pid$peer})]];
}
`;

export default {
  name: "Starman",
  package: "starman",
  version: "perl -MStarman -e 'print Starman->VERSION'",
  needs: ["starman"],
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("0.0.0.0")]],
  note: "Net::Server, which ends its sockets by shutdown",
  command({ asked, write }) {
    const listen = asked.map(({ address }) => `--listen=${address}`);
    return ["starman", "--workers=2", ...listen, write("app.psgi", application)];
  },
} satisfies Server;
