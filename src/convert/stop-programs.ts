/** How the program of a service is told to stop. */
export interface Stop {
  /** SIGTERM, SIGINT, SIGQUIT or SIGWINCH. */
  signal: string;
  /** Microseconds that the command waits for the end of the program. */
  wait?: number;
  /** Whether it kills the program afterwards itself. */
  kills?: boolean;
}

/** PIDFile= of a unit: the number in it is that of its main process. */
type PidFile = string | undefined;

type ReadStop = (words: readonly string[], pidFile: PidFile) => Stop | undefined;

/** Commands of ExecStop= by their program: each is undefined where it does more than signal the main process. */
export const stopPrograms: ReadonlyMap<string, ReadStop> = new Map<string, ReadStop>([
  ["kill", (words, pidFile) => readKill(words.slice(0, -1), words.at(-1), pidFile)],
  ["sh", readShell],
  ["start-stop-daemon", readStartStopDaemon],
  ["pg_ctlcluster", readPostgres],
  ["pg_ctl", readPostgres],
  ["nginx", readNginx],
]);

/**
 * What means "stop" to whatever program. SIGKILL would end rouse-exec, and a unit with another signal may rely on the
 * SIGTERM that systemd sends as soon as kill(1) has returned. SIGWINCH is the graceful stop of apache.
 */
const signals: ReadonlyMap<string, string> = new Map([
  ...(["TERM", "INT", "QUIT", "WINCH"] as const).map((name) => [name, `SIG${name}`] as const),
  ...([
    ["15", "SIGTERM"],
    ["2", "SIGINT"],
    ["3", "SIGQUIT"],
    ["28", "SIGWINCH"],
  ] as const),
]);

function stopBy(name: string): Stop | undefined {
  const signal = signals.get(name.toUpperCase().replace(/^SIG/, ""));
  return signal === undefined ? undefined : { signal };
}

/** `-QUIT $MAINPID`, `-s QUIT $MAINPID`, `--signal=QUIT $MAINPID`, and without a signal. */
function readKill(
  options: readonly string[],
  process: string | undefined,
  pidFile: PidFile,
): Stop | undefined {
  const [, name] = /^(?:-s |--signal[ =]|-(?!s\b))([A-Za-z\d]+)$/.exec(options.join(" ")) ?? [];
  const isMain = /^\$(MAINPID|\{MAINPID\})$/.test(process ?? "") || isReadFrom(process, pidFile);
  if (!isMain || (name === undefined && options.length > 0)) return undefined;
  return stopBy(name ?? "TERM");
}

/** `$(cat /run/nginx.pid)` */
function isReadFrom(process: string | undefined, pidFile: PidFile): boolean {
  const [, path] = /^\$\((?:(?:\/usr)?\/bin\/)?cat (\S+)\)$/.exec(process ?? "") ?? [];
  return pidFile !== undefined && samePath(path) === samePath(pidFile);
}

/** The units of nginx.org have `sh -c "/bin/kill -s QUIT $(/bin/cat /var/run/nginx.pid)"`. */
function readShell(words: readonly string[], pidFile: PidFile): Stop | undefined {
  const [option, line = "", ...more] = words;
  const [, options = "", process] =
    /^(?:(?:\/usr)?\/bin\/)?kill ((?:-\S+ |[A-Z\d]+ )*)(\$.*)$/.exec(line) ?? [];
  if (option !== "-c" || more.length > 0) return undefined;
  return readKill(options.split(" ").filter(Boolean), process, pidFile);
}

/** `--stop --retry QUIT/5 --pidfile /run/nginx.pid`: start-stop-daemon(8). */
function readStartStopDaemon(words: readonly string[], pidFile: PidFile): Stop | undefined {
  const line = words.join(" ");
  if (!/^(--(quiet|oknodo|stop|(retry|signal|pidfile)[ =][^ ]+)( |$))+$/.test(line))
    return undefined;
  const given = (option: string) => new RegExp(`--${option}[ =](\\S+)`).exec(line)?.[1];
  const isMain = pidFile !== undefined && samePath(given("pidfile")) === samePath(pidFile);
  if (!isMain || !words.includes("--stop")) return undefined;
  const [retry, signal = "TERM"] = [given("retry"), given("signal")];
  return retry === undefined ? stopBy(signal) : readSchedule(retry, signal);
}

/** /var/run is a link to /run. */
function samePath(path: string | undefined): string | undefined {
  return path?.replace(/^\/var\/run\//, "/run/");
}

/** `QUIT/5`, `TERM/30/KILL/5`, and `30`, which is `SIGNAL/30/KILL/30`. */
function readSchedule(retry: string, signal: string): Stop | undefined {
  const schedule = /^\d+$/.test(retry) ? `${signal}/${retry}/KILL/${retry}` : retry;
  const [, name = "", seconds, kills] =
    /^-?(?:SIG)?([A-Z\d]+)\/(\d+)(\/-?(?:SIG)?(?:KILL|9)(?:\/\d+)?)?$/.exec(schedule) ?? [];
  const stop = stopBy(name);
  return stop && { ...stop, wait: Number(seconds) * 1_000_000, kills: kills !== undefined };
}

/** pg_ctlcluster(1) and pg_ctl(1) tell the server by the signal how to stop; with --force, one signal follows another. */
function readPostgres(words: readonly string[]): Stop | undefined {
  const line = words.join(" ");
  if (!words.includes("stop") || words.some((word) => /^(-f|--force|--)$/.test(word)))
    return undefined;
  const [, mode = "fast"] = /(?:^| )(?:-m *|--mode[ =])(\S+)/.exec(line) ?? [];
  const [, signal] = postgresModes.find(([name]) => name.startsWith(mode)) ?? [];
  return signal === undefined ? undefined : { signal };
}

const postgresModes: readonly (readonly [mode: string, signal: string])[] = [
  ["smart", "SIGTERM"],
  ["fast", "SIGINT"],
  ["immediate", "SIGQUIT"],
];

/** `-s quit`, beside the configuration that ExecStart= names. */
function readNginx(words: readonly string[]): Stop | undefined {
  const [, how] = /(?:^| )-s (quit|stop)( |$)/.exec(words.join(" ")) ?? [];
  return how === undefined ? undefined : stopBy(how === "quit" ? "QUIT" : "TERM");
}
