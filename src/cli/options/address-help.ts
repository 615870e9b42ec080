/** Explains ADDR, BIND and SPAN below the options of every command that takes them. */
export const addressHelp = `ADDR is one of
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

SPAN is a duration such as 90s, 10min, "1h 30min" or infinity; a number without a unit is seconds.`;
