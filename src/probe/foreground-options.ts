import { basename } from "node:path";

/** How servers are kept in the foreground, according to their manuals. */
const options: Record<string, string> = {
  nginx: "with -g 'daemon off;'",
  "redis-server": "with --daemonize no",
  "valkey-server": "with --daemonize no",
  haproxy: "with -db",
  "php-fpm": "with -F",
  apache2: "with -D FOREGROUND",
  httpd: "with -D FOREGROUND",
  lighttpd: "with -D",
  sshd: "with -D",
  dnsmasq: "with -k",
  named: "with -f",
  unbound: "with -d",
  nsd: "with -d",
  vsftpd: "with -obackground=NO",
  varnishd: "with -F",
  tinyproxy: "with -d",
  xinetd: "with -dontfork",
  rsync: "with --no-detach",
  dropbear: "with -F",
  smbd: "with -F",
  cupsd: "with -f",
  "in.tftpd": "with -L instead of -l",
  stunnel4: "with foreground = yes in its configuration",
  memcached: "without -d",
  mosquitto: "without -d",
  gunicorn: "without --daemon",
  uwsgi: "without --daemonize",
  pg_ctl: "as `postgres` itself",
  pg_ctlcluster: "with --foreground",
};

/** Returns how a program is kept from becoming a daemon, where that is known: "with -F", "without -d". */
export function findForegroundOption(program: string): string | undefined {
  const name = basename(program);
  return options[name] ?? options[name.replace(/[\d.]+$/, "")];
}
