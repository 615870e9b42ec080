import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { ofAnotherProcessor } from "../harness/other-rouse-exec.js";
import { program, root, rouse } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { listen, node } from "./stand-in.js";

async function printed(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run([node, rouse, ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

test("rouse --help says what it is, its commands, and two examples", async () => {
  const help = await printed(["--help"]);
  expect(help).toMatchInlineSnapshot(`
    "Usage: rouse COMMAND ...

    Wakes a server at its first connection, hands it the listening socket, and lets it sleep
    again when nobody is connected. The server needs no change and there is no proxy.

    Options:
      --version   show the version of Rouse
      -h, --help  show this help

    Commands:
      listen      hold sockets in the foreground and run a command when a client connects
      add         turn a command into a service that its first client starts
      probe       run a command, see what it binds, and show the units that would activate it
      ls          list the services: state, connections, and why each one is awake
      status      show everything about a service, and why it is awake
      logs        show what a service logged, and what systemd logged about it
      start       open the sockets, so that the next connection wakes the service
      stop        put the program to sleep now
      restart     restart the program without refusing a connection
      edit        change a service: its options, or its units in your editor
      rm          remove services and everything that was written for them
      convert     let an existing service sleep until a client connects, or undo that
      podman      turn a container image into a service
      doctor      show what works here, what does not, and what to do about it
      daemon      show the state of this user's services over HTTP, to this user alone
      completion  print the completion script for your shell
      help        show this help, or that of a command

    Examples
      A web server that runs only while it is used, for this machine alone, in the foreground:
        rouse listen 8080 -- python3 -m http.server 8080
      The same as a systemd service, and the list of all services:
        rouse add web --listen 8080 -- python3 -m http.server 8080
        rouse ls

    \`rouse COMMAND --help\` explains a command.
    "
  `);
  for (const args of [[], ["-h"], ["help"]]) expect(await printed(args)).toBe(help);
});

test("rouse daemon --help tells what it is, where, and how it ends", async () => {
  const help = await printed(["daemon", "--help"]);
  expect(help).toMatchInlineSnapshot(`
    "Usage: rouse daemon COMMAND ...

    Serves an HTTP interface to the services of this user, which nobody else can reach.

    Options:
      -h, --help  show this help

    Commands:
      run         serve it in the foreground
      status      show whether it runs, where, and what it sees
      stop        stop it
      help        show this help, or that of a command

    The daemon listens on a unix socket that only you can open, $XDG_RUNTIME_DIR/rouse/daemon.sock
    (without that variable: /tmp/rouse-UID/daemon.sock), or on ENDPOINT: unix:///PATH, 127.0.0.1:PORT
    or [::1]:PORT. GET /v1/openapi.json describes the interface. SPAN is a duration such as 90s or
    10min; a number without a unit is seconds.
    With systemd, the first client starts it: systemctl --user enable --now rouse.socket

    Exit status: 3 when \`status\` or \`stop\` finds that it does not run, 125 when something failed.
    "
  `);
  expect(await printed(["help", "daemon"])).toBe(help);
  for (const command of ["run", "status", "stop"]) {
    expect(await printed(["daemon", command, "--help"])).toMatch(/^Usage: rouse daemon /);
  }
});

test("rouse add --help is all that it takes", async () => {
  const help = await printed(["add", "--help"]);
  expect(help).toMatchInlineSnapshot(`
    "Usage: rouse add NAME --listen ADDR... [OPTION]... -- COMMAND [ARG]...

    Writes NAME.socket and NAME.service, has systemd check them, and enables and starts the socket. From
    then on, and after every boot, systemd listens and starts COMMAND at the first connection. COMMAND
    is stopped when no client has been connected for a while. An existing service is changed to match.

    Arguments:
      NAME                           the name of the service

    Options:
      --listen <ADDR>                an address to listen on, see below; may be repeated
      --idle <SPAN>                  stop COMMAND SPAN after its last connection (default 10min; 0:
                                     never)
      --ready-check <CHECK>          keep clients waiting until COMMAND passes CHECK, see below; may be
                                     repeated, then all must pass
      --ready-check-interval <SPAN>  try a check again after SPAN (default: after 50ms at first, after
                                     1s at last)
      --ready-check-passes <COUNT>   how often a check must pass in a row (default 1); more than once
                                     for a server with workers
      --ready-check-timeout <SPAN>   let clients wait for the checks no longer than SPAN (default 15min;
                                     0: without end)
      --ready-check-else <ACTION>    what comes after that time: stop ends COMMAND as one that failed
                                     (the default), open lets its clients in
      --quiet-after <SPAN>           a TCP connection on which no byte has moved for SPAN does not keep
                                     COMMAND awake, unless its client waits for an answer
      --ignore-clients <WHOSE>       whose connections do not keep COMMAND awake: a network (10.0.0.0/8,
                                     fd00::1), uid:N or unit:NAME; may be repeated
      --busy-cpu <PERCENT>           keep COMMAND awake while it uses PERCENT of a processor or more
      --busy-check <COMMAND>         keep COMMAND awake while this command, which /bin/sh runs, ends
                                     with status 0
      --busy-file <PATH>             keep COMMAND awake while this file exists
      --awake <HOURS>                keep COMMAND awake in these hours, as 'Mon..Fri 09:00-18:00', in
                                     local time, and start it when they begin; may be repeated
      --min-awake <SPAN>             keep COMMAND awake for SPAN after each start
      --sleep <HOW>                  how COMMAND sleeps: stop ends it (the default); freeze has it stand
                                     still with its memory in swap, and the next client continues it
                                     within milliseconds
      --freeze-for <SPAN>            with --sleep freeze: stop COMMAND when it has been frozen for SPAN
                                     (default: never)
      --stop-timeout <SPAN>          kill COMMAND SPAN after the stop signal (default 90s; 0: never)
      --stop-signal <SIGNAL>         how to stop COMMAND (default SIGTERM); nginx needs QUIT
      --stop-signal-to <WHOM>        whom to signal: program, the process that was started (the
                                     default), or all, each process of COMMAND, where that passes no
                                     signals on (unshare -f, strace -o)
      --one-of <GROUP>               never run COMMAND beside another service of GROUP: its clients wait
                                     until that one sleeps, which it does as soon as it is not in use
      --max-wait <SPAN>              with --one-of: after SPAN, have the service that this one waits for
                                     stopped although it is in use (default: never)
      --map <BIND=NAME>              answer COMMAND's bind to BIND with the socket NAME
      --cwd <DIR>                    the folder that COMMAND runs in (default: this one)
      --env <K=V>                    a variable for COMMAND's environment; may be repeated
      --user                         a service of this user (the default, except for root)
      --system                       a service of the system (the default for root)
      --run-as <USER>                with --system: the user that COMMAND runs as (default root)
      --sandbox                      deny COMMAND all that a server with passed sockets does not need
      --network                      with --sandbox: leave COMMAND the network for its own connections
      --no-path-guards               let COMMAND remove, rename and chmod the files of its unix sockets
      --no-connect-guard             let COMMAND connect to its own IP addresses before it listens there
      --dry-run                      show the units and change nothing
      --json                         print one JSON document
      --host <USER@HOST>             run it on that machine, over ssh; may be repeated
      -h, --help                     show this help

    ADDR is one of
      8080                 this port on 127.0.0.1: only this machine can connect
      0.0.0.0:8080         this port on every IPv4 network
      [::]:8080            this port on every network, if the server speaks IPv6
      192.168.1.7:8080     one address of this machine; IPv6 in brackets: [fd00::7]:8080
      /run/me/web.sock     a unix socket, whose file is created with mode 0600
      @web                 an abstract unix socket
    The prefix udp: before a port or an address means UDP; unix-dgram: and unix-seqpacket: go before a
    path. A UDP program that binds [::] cannot answer on udp:5353: it needs
    udp:[::ffff:127.0.0.1]:5353 (rouse probe).
    An ADDR may end in ,name=N (for --map) and, if it is a path, in ,mode=0660 and ,group=NAME.

    BIND is the address that COMMAND binds, for when Rouse cannot tell which socket is meant:
      127.0.0.1:3000  *:3000  127.0.0.1:*  /path  @name, or * for anything.
    In BIND=NAME, NAME is the name of a socket, or its address (127.0.0.1:8080) if it has none.

    SPAN is a duration such as 90s, 10min, "1h 30min" or infinity; a number without a unit is seconds.

    CHECK is one of
      http:/health         a GET of this path is answered by 2xx or 3xx
      tcp                  a connection is accepted
      exec:pg_isready      this command, which /bin/sh runs, ends with status 0
      notify               COMMAND says READY=1 to its service manager
    Behind a path or tcp, ,socket=N asks another socket than the first, by its name or address; behind a
    path, ,host=H is the Host of the request. A command has ROUSE_CHECK_ADDRESS, ROUSE_CHECK_HOST and
    ROUSE_CHECK_PORT.

    Examples
      A web server that runs only while it is used, for this machine alone:
        rouse add web --listen 8080 -- python3 -m http.server 8080
      A Node server for the whole network, asleep after one minute without a connection:
        rouse add app --listen 0.0.0.0:3000 --idle 1min -- node server.js
      See the units first:
        rouse add app --listen 3000 --dry-run -- node server.js

    Exit status: 125 when something failed, in which case everything is as it was before.
    "
  `);
  expect(await printed(["help", "add"])).toBe(help);
});

test("rouse edit --help and rouse rm --help", async () => {
  expect(await printed(["edit", "--help"])).toMatchInlineSnapshot(`
    "Usage: rouse edit NAME [OPTION]...

    Opens copies of the units in $VISUAL, $EDITOR, editor or vi. systemd checks the edited units; then
    they are written and started as \`rouse add\` does it. With --set, changes options without an editor.

    Arguments:
      NAME                  the name of the service

    Options:
      --set <OPTION=VALUE>  give an option another value, see below; may be repeated
      --user                the service of this user
      --system              the service of the system
      --dry-run             show what would change and change nothing
      --json                print one JSON document
      -h, --help            show this help

    OPTION is a long option of the command that made the service, \`rouse add\` or \`rouse podman\`,
    without its dashes, and VALUE what it takes: yes or no if it takes nothing. Without VALUE it is the
    default again. An option that may be repeated is replaced by all that --set gives it. What was
    edited in the units stays; a setting that would change an edited line is refused. A service that is
    awake stays as it is until it sleeps or is restarted.

    Examples
      rouse edit web --set idle=30min --set ready-check=http:/health
      rouse edit web --set stop-timeout= --set connect-guard=no --dry-run

    Exit status: 4 when there is no such service, or when it runs in the foreground (rouse listen); 125
    when something failed, in which case everything is as it was before.
    "
  `);
  expect(await printed(["rm", "--help"])).toMatchInlineSnapshot(`
    "Usage: rouse rm NAME... [OPTION]...

    Stops each service and its sockets, and removes its units, their enablement and its report.
    Files that Rouse did not write stay; a converted service becomes what it was before.

    Arguments:
      NAME                the names of the services

    Options:
      --user              services of this user
      --system            services of the system
      --dry-run           show what would be removed and change nothing
      --json              print one JSON document
      --host <USER@HOST>  run it on that machine, over ssh; may be repeated
      -h, --help          show this help

    Use --user or --system when both this user and the system have a service NAME.

    Exit status: 4 when there is no such service, or when it runs in the foreground (rouse listen); 125
    when something failed, in which case the service that could not be removed is as it was before.
    "
  `);
});

test("rouse listen --help is all a newcomer needs", async () => {
  const help = await printed(["listen", "--help"]);
  expect(help).toMatchInlineSnapshot(`
    "Usage: rouse listen ADDR... [OPTION]... -- COMMAND [ARG]...

    Listens on every ADDR and runs COMMAND at the first connection. COMMAND gets these sockets in
    place of the ones it would open itself, and talks to its clients directly. It is stopped when no
    client has been connected for a while; the next connection starts it again. Needs no systemd.

    Arguments:
      ADDR                           an address to listen on, see below

    Options:
      --idle <SPAN>                  stop COMMAND SPAN after its last connection (default 10min; 0:
                                     never)
      --ready-check <CHECK>          keep clients waiting until COMMAND passes CHECK, see below; may be
                                     repeated, then all must pass
      --ready-check-interval <SPAN>  try a check again after SPAN (default: after 50ms at first, after
                                     1s at last)
      --ready-check-passes <COUNT>   how often a check must pass in a row (default 1); more than once
                                     for a server with workers
      --ready-check-timeout <SPAN>   let clients wait for the checks no longer than SPAN (default 15min;
                                     0: without end)
      --ready-check-else <ACTION>    what comes after that time: stop ends COMMAND as one that failed
                                     (the default), open lets its clients in
      --quiet-after <SPAN>           a TCP connection on which no byte has moved for SPAN does not keep
                                     COMMAND awake, unless its client waits for an answer
      --ignore-clients <WHOSE>       whose connections do not keep COMMAND awake: a network (10.0.0.0/8,
                                     fd00::1), uid:N or unit:NAME; may be repeated
      --busy-cpu <PERCENT>           keep COMMAND awake while it uses PERCENT of a processor or more
      --busy-check <COMMAND>         keep COMMAND awake while this command, which /bin/sh runs, ends
                                     with status 0
      --busy-file <PATH>             keep COMMAND awake while this file exists
      --awake <HOURS>                keep COMMAND awake in these hours, as 'Mon..Fri 09:00-18:00', in
                                     local time, and start it when they begin; may be repeated
      --min-awake <SPAN>             keep COMMAND awake for SPAN after each start
      --sleep <HOW>                  how COMMAND sleeps: stop ends it (the default); freeze has it stand
                                     still with its memory in swap, and the next client continues it
                                     within milliseconds
      --freeze-for <SPAN>            with --sleep freeze: stop COMMAND when it has been frozen for SPAN
                                     (default: never)
      --stop-timeout <SPAN>          kill COMMAND SPAN after the stop signal (default 90s; 0: never)
      --stop-signal <SIGNAL>         how to stop COMMAND (default SIGTERM); nginx needs QUIT
      --stop-signal-to <WHOM>        whom to signal: program, the process that was started (the
                                     default), or all, each process of COMMAND, where that passes no
                                     signals on (unshare -f, strace -o)
      --one-of <GROUP>               never run COMMAND beside another service of GROUP: its clients wait
                                     until that one sleeps, which it does as soon as it is not in use
      --max-wait <SPAN>              with --one-of: after SPAN, have the service that this one waits for
                                     stopped although it is in use (default: never)
      --map <BIND=NAME>              answer COMMAND's bind to BIND with the socket NAME
      --name <N>                     show it as N in \`rouse ls\`, by a report in a folder of this user
      --no-path-guards               let COMMAND remove, rename and chmod the files of its unix sockets
      --no-connect-guard             let COMMAND connect to its own IP addresses before it listens there
      -v, --verbose                  print what happens at every bind, sleep and wake
      -h, --help                     show this help

    ADDR is one of
      8080                 this port on 127.0.0.1: only this machine can connect
      0.0.0.0:8080         this port on every IPv4 network
      [::]:8080            this port on every network, if the server speaks IPv6
      192.168.1.7:8080     one address of this machine; IPv6 in brackets: [fd00::7]:8080
      /run/me/web.sock     a unix socket, whose file is created with mode 0600
      @web                 an abstract unix socket
    The prefix udp: before a port or an address means UDP; unix-dgram: and unix-seqpacket: go before a
    path. A UDP program that binds [::] cannot answer on udp:5353: it needs
    udp:[::ffff:127.0.0.1]:5353 (rouse probe).
    An ADDR may end in ,name=N (for --map) and, if it is a path, in ,mode=0660 and ,group=NAME.

    BIND is the address that COMMAND binds, for when Rouse cannot tell which socket is meant:
      127.0.0.1:3000  *:3000  127.0.0.1:*  /path  @name, or * for anything.
    In BIND=NAME, NAME is the name of a socket, or its address (127.0.0.1:8080) if it has none.

    SPAN is a duration such as 90s, 10min, "1h 30min" or infinity; a number without a unit is seconds.

    CHECK is one of
      http:/health         a GET of this path is answered by 2xx or 3xx
      tcp                  a connection is accepted
      exec:pg_isready      this command, which /bin/sh runs, ends with status 0
      notify               COMMAND says READY=1 to its service manager
    Behind a path or tcp, ,socket=N asks another socket than the first, by its name or address; behind a
    path, ,host=H is the Host of the request. A command has ROUSE_CHECK_ADDRESS, ROUSE_CHECK_HOST and
    ROUSE_CHECK_PORT.

    Examples
      A web server that runs only while it is used, for this machine alone:
        rouse listen 8080 -- python3 -m http.server 8080
      A Node server for the whole network, asleep after one minute without a connection:
        rouse listen 0.0.0.0:3000 --idle 1min -- node server.js

    Exit status: that of COMMAND; 124 when it was ended because it did not listen where a client
    waited or was not ready in time, 125 when Rouse failed, 126 when COMMAND cannot be executed, 127
    when it was not found.
    "
  `);
  for (const args of [
    ["listen", "-h"],
    ["help", "listen"],
    ["listen", "8080", "--help", "--", "x"],
  ]) {
    expect(await printed(args)).toBe(help);
  }
});

test("rouse completion --help says where each shell looks for it", async () => {
  const help = await printed(["completion", "--help"]);
  expect(help).toMatchInlineSnapshot(`
    "Usage: rouse completion SHELL

    Prints a script that completes the commands of rouse, their options and their values.

    Arguments:
      SHELL       the shell to complete in (choices: "bash", "zsh", "fish")

    Options:
      -h, --help  show this help

    Write the script to where your shell looks for completions, and again after each update of rouse:
      bash  rouse completion bash >~/.local/share/bash-completion/completions/rouse
      zsh   rouse completion zsh >~/.zfunc/_rouse
      fish  rouse completion fish >~/.config/fish/completions/rouse.fish
    For zsh, put fpath+=~/.zfunc before compinit in ~/.zshrc. Without the package bash-completion,
    source the file in ~/.bashrc.

    After --, the script completes as the command named there does.
    "
  `);
});

test("rouse --version is that of the package", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(await printed(["--version"])).toBe(`${version}\n`);
});

test("koffi is loaded to become rouse-exec and for nothing else", async () => {
  const asks = `console.error("koffi " + process.report.getReport().sharedObjects.some((file) => /koffi/.test(file)))`;
  const watch = `data:text/javascript,process.on("exit",()=>{${asks}})`;
  const noProgram = join(tempDir(), "rouse-exec");
  writeFileSync(noProgram, ofAnotherProcessor(), { mode: 0o755 });
  const koffiOf = async (args: string[]) => {
    const [program = "", ...rest] = args;
    const env = { ROUSE_EXEC_PATH: noProgram };
    const { stderr } = await run([program, "--import", watch, ...rest], { env });
    return stderr.trimEnd().split("\n").at(-1);
  };
  expect(await koffiOf([node, rouse, "--help"])).toBe("koffi false");
  expect(await koffiOf([...listen, "--help"])).toBe("koffi false");
  expect(await koffiOf([...listen, "nonsense", "--", "x"])).toBe("koffi false");
  expect(await koffiOf([...listen, "8080", "--", "x"])).toBe("koffi true");
});

test("every help fits 100 columns, without a second break in a line that the source breaks", () => {
  const texts: string[] = [];
  const writeOut = (text: string) => texts.push(text);
  const commands = [createProgram(undefined)].flatMap((program) => [program, ...program.commands]);
  for (const command of commands) command.configureOutput({ writeOut }).outputHelp();
  const lines = texts.join("").split("\n");
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  const described = commands.flatMap((command) => command.description().split("\n"));
  expect(described.filter((line) => !lines.includes(line))).toEqual([]);
});

needs("python3").test("options and descriptions fit a narrow terminal", async () => {
  const narrow = `stty cols 60; exec ${node} ${rouse} add --help`;
  const pty = ["python3", program("process-pty.py"), "sh", "-c", narrow];
  const [, told = ""] = /^Usage: .*\n([\s\S]*?)\nADDR is/.exec((await run(pty)).stdout) ?? [];
  expect(told).toContain("--ready-check-interval");
  expect(told.split("\n").filter((line) => line.length > 60)).toEqual([]);
});
