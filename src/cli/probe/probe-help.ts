export const probeHelp = `
It is watched until it listens and has bound nothing new for 3 seconds; Ctrl-C ends that at once and shows what was
seen. What it prints goes to stderr, and it reads nothing. Then all its processes are ended, by SIGTERM and after
5 seconds by SIGKILL. It runs for real meanwhile: what it writes stays written.

LISTENS is when, in milliseconds since it was started; "no" where clients cannot come, "in use" where another
program has the address, "closed" where it listened and does not any more.

Example
  rouse probe -- python3 -m http.server 8080 --bind 127.0.0.1

Exit status: 0; 125 something failed, or with --add there is nothing to add.`;
