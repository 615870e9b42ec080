import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { dropInSections } from "../../src/convert/drop-in-sections.js";
import { withUsualCheck } from "../../src/convert/usual-check.js";
import { parseReady } from "../../src/definition/parse-ready.js";
import { formatUnit } from "../../src/units/format-unit.js";
import { node } from "../cli/stand-in.js";
import { original } from "../convert/original.js";
import { rouse } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { blocks } from "./pages.js";

test("the drop-in of docs/convert.md is that of Debian's redis-server.service", () => {
  const debian = original(readFileSync("/lib/systemd/system/redis-server.service", "utf8"));
  const addresses = [parseAddress("127.0.0.1:6379")];
  const readiness = parseReady(withUsualCheck(debian, addresses, {}), addresses);
  const sockets = ["redis-server.socket"];
  const wish = { rouseExec: "/usr/lib/rouse/rouse-exec", idle: 600_000_000, maps: [] };
  expect(blocks("docs/convert.md", "ini")).toEqual([
    formatUnit(dropInSections(debian, { ...wish, sockets, readiness })),
  ]);
});

test.each(["convert", "doctor"])("the options of docs/%s.md exist", async (command) => {
  const { stdout } = await run([node, rouse, command, "--help"]);
  const lines = blocks(`docs/${command}.md`, "sh").join("");
  const options = lines.match(/--[a-z-]+/g) ?? [];
  expect(lines).toMatch(new RegExp(`^(sudo )?rouse ${command}\\b`));
  for (const option of options) expect(stdout).toContain(`  ${option}`);
});

test("rouse doctor --help says what a line is", async () => {
  const { stdout } = await run([node, rouse, "doctor", "--help"]);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: rouse doctor [OPTION]...

    Checks everything that Rouse needs on this machine, and the services that it wrote. Changes nothing
    without --fix.

    Options:
      --fix       have units name a rouse-exec that stays; shows the difference, and asks first
      --yes       with --fix: do not ask
      --json      print one JSON document
      -h, --help  show this help

    Each line is WHAT VERDICT FOUND, with the next step below it. VERDICT is one of
      ok         it works
      limited    it works, except for what FOUND says
      missing    it does not work
      unknown    nothing could be found out

    --fix also removes the copies of rouse-exec that no unit names. It stops no service: what is awake
    goes on, and its next start is as its units then say. Lines that were edited stay.

    Exit status: 0, or 1 when something is missing or unknown.
    "
  `);
});

test("rouse convert --help shows what it can be told", async () => {
  const { stdout } = await run([node, rouse, "convert", "--help"]);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: rouse convert UNIT [--listen ADDR]... [OPTION]... | UNIT --undo

    Adds a socket and a drop-in to a service that Rouse did not write, so that rouse-exec runs it; the
    unit itself is not edited. The service is stopped first, and starts at the first connection.

    Arguments:
      UNIT                           the service, as systemctl knows it

    Options:
      --listen <ADDR>                an address to listen on (default: where it listens now); may be
                                     repeated
      --idle <SPAN>                  stop it after SPAN without a connection (default 10min; 0: never)
      --map <BIND=NAME>              answer its bind to BIND with the socket NAME
      --ready-check <CHECK>          keep clients waiting until it passes CHECK, see below; may be
                                     repeated, then all must pass (default: notify where UNIT has
                                     Type=notify, exec:pg_isready for Debian's PostgreSQL)
      --ready-check-interval <SPAN>  try a check again after SPAN (default: after 50ms at first, after
                                     1s at last)
      --ready-check-passes <COUNT>   how often a check must pass in a row (default 1); more than once
                                     for a server with workers
      --ready-check-timeout <SPAN>   let clients wait for the checks no longer than SPAN (default
                                     TimeoutStartSec= of UNIT, or 15min; 0: without end)
      --ready-check-else <ACTION>    what comes after that time: stop ends it as one that failed (the
                                     default), open lets its clients in
      --quiet-after <SPAN>           a TCP connection on which no byte has moved for SPAN does not keep
                                     it awake, unless its client waits for an answer
      --ignore-clients <WHOSE>       whose connections do not keep it awake: a network (10.0.0.0/8,
                                     fd00::1), uid:N or unit:NAME; may be repeated
      --busy-cpu <PERCENT>           keep it awake while it uses PERCENT of a processor or more
      --busy-check <COMMAND>         keep it awake while this command, which /bin/sh runs, ends with
                                     status 0
      --busy-file <PATH>             keep it awake while this file exists
      --awake <HOURS>                keep it awake in these hours, as 'Mon..Fri 09:00-18:00', in local
                                     time, and start it when they begin; may be repeated
      --min-awake <SPAN>             keep it awake for SPAN after each start
      --sleep <HOW>                  how it sleeps: stop ends it (the default); freeze has it stand
                                     still with its memory in swap, and the next client continues it
                                     within milliseconds
      --freeze-for <SPAN>            with --sleep freeze: stop it when it has been frozen for SPAN
                                     (default: never)
      --stop-timeout <SPAN>          kill it SPAN after the stop signal (default TimeoutStopSec= of
                                     UNIT; 0: never)
      --stop-signal-to <WHOM>        whom to signal: program, the process that was started (the
                                     default), or all, each process of it, where that passes no signals
                                     on (unshare -f, strace -o)
      --one-of <GROUP>               never run it beside another service of GROUP: its clients wait
                                     until that one sleeps, which it does as soon as it is not in use
      --max-wait <SPAN>              with --one-of: after SPAN, have the service that this one waits for
                                     stopped although it is in use (default: never)
      --no-path-guards               let it remove, rename and chmod the files of its unix sockets
      --no-connect-guard             let it connect to its own IP addresses before it listens there
      --undo                         restore the files, what starts at boot, and what runs
      --user                         a service of this user (the default, except for root)
      --system                       a service of the system (the default for root)
      --dry-run                      show what would change and change nothing
      --json                         print one JSON document
      -h, --help                     show this help

    \`rouse listen --help\` explains ADDR, BIND, CHECK and SPAN.

    Examples
      rouse convert redis-server --dry-run
      rouse convert nginx --listen 0.0.0.0:80 --listen [::]:80 --idle 5min
      rouse convert postgresql@15-main --listen 127.0.0.1:5432 --listen /run/postgresql/.s.PGSQL.5432
      rouse convert redis-server --undo

    Exit status: 4 when there is no such unit; 125 when something failed, in which case everything is
    as it was before.
    "
  `);
});
