export const examples = `Examples
  A web server that runs only while it is used, for this machine alone:
    rouse listen 8080 -- python3 -m http.server 8080
  A Node server for the whole network, asleep after one minute without a connection:
    rouse listen 0.0.0.0:3000 --idle 1min -- node server.js`;

/** Of the whole: the first is a foreground command, the rest needs systemd. */
export const firstExamples = `Examples
  A web server that runs only while it is used, for this machine alone, in the foreground:
    rouse listen 8080 -- python3 -m http.server 8080
  The same as a service of systemd; then all services, and what they do:
    rouse add web --listen 8080 -- python3 -m http.server 8080
    rouse ls`;

export const daemonHelp = `
It answers who asks at a unix socket that only you can open, $XDG_RUNTIME_DIR/rouse/daemon.sock, or at the
place that --server names: unix:///PATH, 127.0.0.1:PORT or [::1]:PORT. GET /v1/openapi.json describes it.
With systemd it is started by the first who asks: systemctl --user enable --now rouse.socket

Exit status: 3 when \`status\` or \`stop\` finds that it does not run, 125 when something failed.`;

export const addressHelp = `ADDR is one of
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

SPAN is a time such as 90s, 10min, "1h 30min" or infinity.`;

export const listenHelp = `
${addressHelp}

${examples}

Exit status: that of COMMAND; 125 Rouse failed, 126 COMMAND cannot be executed, 127 it was not found.`;

export const completionHelp = `
Write it where your shell looks for completions, and again after an update of rouse:
  bash  rouse completion bash >~/.local/share/bash-completion/completions/rouse
  zsh   rouse completion zsh >~/.zfunc/_rouse
  fish  rouse completion fish >~/.config/fish/completions/rouse.fish
For zsh, fpath+=~/.zfunc stands before compinit in ~/.zshrc. Where the package bash-completion is not installed,
source the file in ~/.bashrc.

Behind -- it completes as the command that stands there does.`;

/** For the manual page of rouse only. */
export const surroundings = `
Files:
  ~/.config/systemd/user              the units of this user's services
  /etc/systemd/system                 the units of the system's services
  $XDG_RUNTIME_DIR/rouse/UNIT.json    what rouse-exec reports of a service of this user
  /run/rouse/UNIT/report.json         the same of a service of the system
  $XDG_RUNTIME_DIR/rouse/daemon.sock  where the daemon answers its owner

Environment:
  XDG_CONFIG_HOME  the folder of this user's settings, in place of ~/.config
  XDG_RUNTIME_DIR  the folder of this user's runtime files; where it is unset, /run/user/UID for systemd, and for
                   reports /run/rouse of root and /tmp/rouse-UID of others
  ROUSE_EXEC_PATH  the rouse-exec to use, in place of the one that came with rouse
  VISUAL, EDITOR   what \`rouse edit\` opens the units with
  NO_COLOR         when it is set, nothing is coloured
  PATH             where the program of a service is looked for, once, as it is added`;
