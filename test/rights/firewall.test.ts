import { expect } from "vitest";
import { program, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";

const { test } = needsRoot("nft", "ip", "setpriv");

/** In a network of its own: whoever is not user and group 65534 may dial, and finds nobody. */
const rules = `ip link set lo up
nft add table ip guard
nft add chain ip guard output '{ type filter hook output priority 0; }'
nft add rule ip guard output meta skuid 65534 meta skgid 65534 tcp dport 28696 reject with icmp type admin-prohibited
exec "$@"`;

/** Root's PATH may name a folder that is closed to others. */
const asNobody = [
  ...["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
  ...["env", "PATH=/usr/local/bin:/usr/bin:/bin"],
];

for (const [title, user, answer] of [
  ["another user", asNobody, "EHOSTUNREACH"],
  ["root", [], "ECONNREFUSED"],
] as const)
  test(`a program that dials out as ${title} from the port it listens on passes the firewall as such`, async () => {
    const dial = ["python3", "-B", program("dial-out.py"), "127.0.0.1", "28691", "28696", "once"];
    const served = [rouseExec, "--listen=127.0.0.1:28691", "--", ...user, ...dial];
    const inside = ["unshare", "--net", "sh", "-ec", rules, "sh", ...served];
    expect(await run(inside)).toMatchObject({ code: 0, stdout: `failed ${answer}\n`, stderr: "" });
  });
