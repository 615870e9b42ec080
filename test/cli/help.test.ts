import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { root, rouse } from "../harness/paths.js";
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
      --version            the version of Rouse
      --server <ENDPOINT>  the daemon to ask, unix:///PATH or 127.0.0.1:PORT
      -h, --help           this text

    Commands:
      listen               hold sockets in the foreground, run a command when somebody connects
      add                  make a service of a command, started by its first client
      probe                run a command, see what it binds, and show the units that would activate it
      ls                   every service in a line: its state, who is connected, and why it is awake
      status               everything about a service, and the reason why it is awake
      logs                 what a service and systemd said about it
      start                listen, so that the next connection wakes the service
      stop                 put the program to sleep now
      restart              restart the program, refusing no connection
      edit                 change the units of a service in your editor
      rm                   remove services and all that was written for them
      convert              let a service that is there sleep until somebody connects, and back again
      podman               make a service of a container image
      doctor               what works here, what does not, and what to do about it
      daemon               the services of this user over HTTP, for its owner alone
      completion           the completion of rouse for your shell
      help                 this text, or that of a command

    Examples
      A web server that runs only while it is used, for this machine alone, in the foreground:
        rouse listen 8080 -- python3 -m http.server 8080
      The same as a service of systemd; then all services, and what they do:
        rouse add web --listen 8080 -- python3 -m http.server 8080
        rouse ls

    \`rouse COMMAND --help\` tells the rest.
    "
  `);
  for (const args of [[], ["-h"], ["help"]]) expect(await printed(args)).toBe(help);
});

test("rouse daemon --help tells what it is, where, and how it ends", async () => {
  const help = await printed(["daemon", "--help"]);
  expect(help).toMatchInlineSnapshot(`
    "Usage: rouse daemon COMMAND ...

    An HTTP interface to the services of this user, that nobody else can reach.

    Options:
      -h, --help  this text

    Commands:
      run         serve it in the foreground
      status      whether it runs, where, and what it sees
      stop        stop it
      help        this text, or that of a command

    It answers who asks at a unix socket that only you can open, $XDG_RUNTIME_DIR/rouse/daemon.sock, or at the
    place that --server names: unix:///PATH, 127.0.0.1:PORT or [::1]:PORT. GET /v1/openapi.json describes it.
    With systemd it is started by the first who asks: systemctl --user enable --now rouse.socket

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

    Writes NAME.socket and NAME.service, has systemd check them, enables and starts the socket. systemd
    listens from then on and after every boot, and starts COMMAND at the first connection; it sleeps
    when nobody has been connected for a while. Of a service that is there, it changes what differs.

    Arguments:
      NAME                what the service is called

    Options:
      --listen <ADDR>     where to listen, see below; may be given several times
      --idle <SPAN>       stop COMMAND after SPAN without a connection (10min); 0 is never
      --map <BIND=NAME>   answer COMMAND's bind to BIND with the socket NAME
      --cwd <DIR>         the folder that COMMAND runs in (this one)
      --env <K=V>         a variable of COMMAND's environment; several times
      --user              a service of this user (the default, but for root)
      --system            a service of the system (the default for root)
      --run-as <USER>     with --system: the user that COMMAND runs as (root)
      --sandbox           take from COMMAND what a server with a socket can live without
      --network           with --sandbox: COMMAND connects to others, and keeps the network
      --dry-run           show the units, change nothing
      --json              as one JSON document
      --host <USER@HOST>  on that machine, by ssh; may be repeated
      -h, --help          this text

    ADDR is one of
      8080                 this port on 127.0.0.1: only this machine can connect
      0.0.0.0:8080         this port on every IPv4 network; [::]:8080 on every network
      192.168.1.7:8080     one address of this machine; IPv6 in brackets: [fd00::7]:8080
      /run/me/web.sock     a unix socket; the file is made with mode 0600
      @web                 an abstract unix socket
    With udp: before a port or address it is UDP; unix-dgram: and unix-seqpacket: go before a path.
    Behind it may stand ,name=N (for --map) and, for a path, ,mode=0660.

    BIND is what COMMAND binds when Rouse cannot see by itself which socket is meant:
      127.0.0.1:3000  *:3000  127.0.0.1:*  /path  @name, or * for anything.
    In BIND=NAME, NAME is that of a socket, or its ADDR when it was given none.

    SPAN is a time such as 90s, 10min, "1h 30min" or infinity.

    Examples
      A web server that runs only while it is used, for this machine alone:
        rouse add web --listen 8080 -- python3 -m http.server 8080
      A Node server for the whole network, asleep after one minute without a connection:
        rouse add app --listen 0.0.0.0:3000 --idle 1min -- node server.js
      See the units first:
        rouse add app --listen 3000 --dry-run -- node server.js

    Exit status: 125 when something failed, and then everything is as it was.
    "
  `);
  expect(await printed(["help", "add"])).toBe(help);
});

test("rouse edit --help and rouse rm --help", async () => {
  expect(await printed(["edit", "--help"])).toMatchInlineSnapshot(`
    "Usage: rouse edit NAME [OPTION]...

    Opens copies of the units in $VISUAL, $EDITOR, editor or vi. systemd checks what was changed; then
    it is written and started as \`rouse add\` does it.

    Arguments:
      NAME        what the service is called

    Options:
      --user      that of this user
      --system    that of the system
      --dry-run   show what would change, change nothing
      -h, --help  this text

    Exit status: 4 when there is no such service; 125 when something failed, and then all is as it was.
    "
  `);
  expect(await printed(["rm", "--help"])).toMatchInlineSnapshot(`
    "Usage: rouse rm NAME... [OPTION]...

    Stops each service and its sockets, and removes its units, their enablement and its report. What
    Rouse did not write stays; a service that was converted is as it was before.

    Arguments:
      NAME                what the services are called

    Options:
      --user              those of this user
      --system            those of the system
      --dry-run           show what goes, change nothing
      --json              as one JSON document
      --host <USER@HOST>  on that machine, by ssh; may be repeated
      -h, --help          this text

    A NAME that both this user and the system have takes --user or --system.

    Exit status: 4 when there is no such service; 125 when something failed, and the service that could
    not be removed is as it was.
    "
  `);
});

test("rouse listen --help is all a newcomer needs", async () => {
  const help = await printed(["listen", "--help"]);
  expect(help).toMatchInlineSnapshot(`
    "Usage: rouse listen ADDR... [OPTION]... -- COMMAND [ARG]...

    Listens on every ADDR and runs COMMAND at the first connection. COMMAND gets these sockets in
    place of the ones it opens itself, and talks to its clients directly. When nobody has been
    connected for a while it is stopped; the next connection starts it again. Needs no systemd.

    Arguments:
      ADDR               where to listen, see below

    Options:
      --idle <SPAN>      stop COMMAND after SPAN without a connection (10min); 0 is never
      --map <BIND=NAME>  answer COMMAND's bind to BIND with the socket NAME
      --name <N>         keep a report in $XDG_RUNTIME_DIR/rouse/N.json
      -v, --verbose      say what happens to every bind
      -h, --help         this text

    ADDR is one of
      8080                 this port on 127.0.0.1: only this machine can connect
      0.0.0.0:8080         this port on every IPv4 network; [::]:8080 on every network
      192.168.1.7:8080     one address of this machine; IPv6 in brackets: [fd00::7]:8080
      /run/me/web.sock     a unix socket; the file is made with mode 0600
      @web                 an abstract unix socket
    With udp: before a port or address it is UDP; unix-dgram: and unix-seqpacket: go before a path.
    Behind it may stand ,name=N (for --map) and, for a path, ,mode=0660.

    BIND is what COMMAND binds when Rouse cannot see by itself which socket is meant:
      127.0.0.1:3000  *:3000  127.0.0.1:*  /path  @name, or * for anything.
    In BIND=NAME, NAME is that of a socket, or its ADDR when it was given none.

    SPAN is a time such as 90s, 10min, "1h 30min" or infinity.

    Examples
      A web server that runs only while it is used, for this machine alone:
        rouse listen 8080 -- python3 -m http.server 8080
      A Node server for the whole network, asleep after one minute without a connection:
        rouse listen 0.0.0.0:3000 --idle 1min -- node server.js

    Exit status: that of COMMAND; 125 Rouse failed, 126 COMMAND cannot be executed, 127 it was not found.
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
      -h, --help  this text

    Write it where your shell looks for completions, and again after an update of rouse:
      bash  rouse completion bash >~/.local/share/bash-completion/completions/rouse
      zsh   rouse completion zsh >~/.zfunc/_rouse
      fish  rouse completion fish >~/.config/fish/completions/rouse.fish
    For zsh, fpath+=~/.zfunc stands before compinit in ~/.zshrc. Where the package bash-completion is not installed,
    source the file in ~/.bashrc.

    Behind -- it completes as the command that stands there does.
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
  writeFileSync(noProgram, "\x7fELF", { mode: 0o755 });
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

test("no help breaks a line twice: what the source breaks fits the width", () => {
  const commands = [createProgram(undefined)].flatMap((program) => [program, ...program.commands]);
  const lines = commands.flatMap((command) => command.description().split("\n"));
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});
