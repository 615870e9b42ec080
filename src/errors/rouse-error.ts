/** Where libsystemd or the kernel has a number for the failure, its name: "EINVAL". */
interface WithErrno {
  errno: string;
}

interface Malformed extends WithErrno {
  variable: string;
  value: string;
  expected: string;
}

interface PassedDetail {
  fd: number;
  name: string;
}

interface RunningDetail {
  service: string;
  pid: number;
  endpoint: string;
}

interface RequestDetail {
  endpoint: string;
  path: string;
  problem: string;
}

interface BusyDetail {
  service: string;
  holder: string;
  waitedMs: number;
}

/** A command line that would do. */
interface Example {
  example?: string;
}

/** `setting` of the socket unit; the others as people read them. */
interface NearMiss {
  asked: string;
  name: string;
  given: string;
  setting: "ListenStream" | "ListenDatagram";
}

/** `setting` with its `=`, as the unit has it. */
interface UnitValue {
  setting: string;
  value: string;
}

const sentences = {
  ADDRESS_MALFORMED: ({ address, problem }: { address: string; problem: string }) =>
    `cannot read the address ${quote(address)}: ${problem}`,
  ADDRESS_BARE_PORT: ({ type, port }: { type: string; port: string }) =>
    `cannot listen on the bare port ${quote(type + port)}: say who may connect: ` +
    `${type}127.0.0.1:${port} (this machine), ${type}0.0.0.0:${port} (every IPv4 network) ` +
    `or ${type}[::]:${port} (every network)`,
  ADDRESS_MISSING: ({ example = "rouse listen 8080 -- COMMAND" }: Example) =>
    `no address to listen on: name one or more, as in \`${example}\``,
  ADDRESS_TAKEN: ({ address, holder }: { address: string; holder: string }) =>
    `cannot listen on ${address}: ${holder} has it; stop that, or choose another address`,
  ADDRESSES_OVERLAP: ({ a, b }: { a: string; b: string }) =>
    `cannot listen on ${a} and ${b} at once: the one covers the other; leave one of them out`,
  SOCKET_PATH_UNUSABLE: ({ path, problem }: { path: string; problem: string }) =>
    `cannot listen on the path ${quote(path)}: ${problem}`,
  PORT_PRIVILEGED: ({ address, first }: { address: string; first: number }) =>
    `cannot listen on ${address} in a service of a user: ports below ${first} are the system's; say --system ` +
    `(as root), or choose a port from ${first} on`,
  PORT_OUT_OF_RANGE: ({ address, port }: { address: string; port: string }) =>
    `cannot read the address ${quote(address)}: expected a port from 1 to 65535, got ${port}`,
  PATH_NOT_ABSOLUTE: ({ path }: { path: string }) =>
    `cannot listen on the path ${quote(path)}: expected an absolute path that begins with /`,
  PATH_TOO_LONG: ({ path, bytes }: { path: string; bytes: number }) =>
    `cannot listen on the unix socket ${quote(path)}: its name has ${bytes} bytes and the kernel ` +
    "takes 107; choose a shorter one",
  SETTING_MALFORMED: ({ address, problem }: { address: string; problem: string }) =>
    `cannot read the settings of the address ${quote(address)}: ${problem}`,
  SPAN_MALFORMED: ({ span }: { span: string }) =>
    `cannot read the time span ${quote(span)}: expected something like 90s, 10min, 1h 30min or ` +
    "500ms, at most 100 years, or infinity for never",
  NAME_TAKEN: ({ name }: { name: string }) =>
    `two sockets are named ${quote(name)}: give one of them another name with ,name=NAME behind ` +
    "its address, or leave out the one that is there twice",
  NAME_MALFORMED: ({ name }: { name: string }) =>
    `cannot name a service ${quote(name)}: expected at most 200 letters, digits and :_.@- that ` +
    "begin with a letter or digit",
  MAP_MALFORMED: ({ map, problem }: { map: string; problem: string }) =>
    `cannot read the map ${quote(map)}: ${problem}`,
  MAP_NAME_UNKNOWN: ({ map, name, names }: { map: string; name: string; names: string[] }) =>
    `the map ${quote(map)} leads to a socket ${quote(name)} that is not there: expected one of ` +
    names.map(quote).join(", "),
  ENDPOINT_MALFORMED: ({ endpoint, problem }: { endpoint: string; problem: string }) =>
    `cannot read the endpoint ${quote(endpoint)}: ${problem}`,
  ENDPOINT_NOT_LOOPBACK: ({ endpoint, host }: { endpoint: string; host: string }) =>
    `cannot use the endpoint ${quote(endpoint)}: a local daemon takes a loopback host only, and ` +
    `${quote(host)} is none; use 127.0.0.1, [::1] or a unix socket`,
  LOCAL_FOLDER_UNSAFE: ({ folder, problem }: { folder: string; problem: string }) =>
    `cannot keep a socket for its owner alone in ${quote(folder)}: ${problem}; expected a folder of ` +
    "yours with mode 0700, below folders that only you or root can write to",
  LOCAL_PATH_TAKEN: ({ path, problem }: { path: string; problem: string }) =>
    `cannot make the socket ${quote(path)}: ${problem}; it is left as it is: stop that server or ` +
    "socket unit, remove the file, or choose another path",
  LOCAL_ADDRESS_TAKEN: ({ endpoint, problem }: { endpoint: string; problem: string }) =>
    `cannot listen on ${endpoint}: ${problem}; stop the server that has it, or choose another`,
  LOCAL_SOCKET_REFUSED: ({ fd, name, problem }: PassedDetail & { problem: string }) =>
    `cannot serve on the passed socket ${quote(name)} (descriptor ${fd}): ${problem}`,
  LOCAL_SERVER_UNSUPPORTED: ({ got }: { got: string }) =>
    `cannot serve with ${got}: expected a server of node:http that does not listen yet, as ` +
    "http.createServer() makes it",
  LOCAL_PROBE_FAILED: ({ endpoint, problem }: { endpoint: string; problem: string }) =>
    `the daemon listens on ${endpoint} and does not answer itself there: ${problem}`,
  PROGRAM_MISSING: ({ example = "rouse listen 8080 -- python3 -m http.server 8080" }: Example) =>
    `no program to run: put -- and the command behind the addresses, as in \`${example}\``,
  PROGRAM_NOT_FOUND: ({ program }: { program: string }) =>
    `cannot find the program ${quote(program)}: it is in no folder of PATH; write its path, or install it first`,
  PROGRAM_UNUSABLE: ({ path, problem }: { path: string; problem: string }) =>
    `cannot run the program ${quote(path)}: ${problem}`,
  VARIABLE_MALFORMED: ({ text }: { text: string }) =>
    `cannot read the variable ${quote(text)}: expected NAME=VALUE, with letters, digits and _ in the name and ` +
    "no digit at its beginning",
  FOLDER_UNUSABLE: ({ folder, problem }: { folder: string; problem: string }) =>
    `cannot run a program in the folder ${quote(folder)}: ${problem}; say another with --cwd`,
  SERVICE_NAME_UNFIT: ({ name, problem }: { name: string; problem: string }) =>
    `cannot name a service ${quote(name)}: ${problem}; choose another name`,
  SYSTEM_NEEDS_ROOT: ({ command }: { command: string }) =>
    `cannot change services of the system as this user: run \`sudo ${command} …\`, or say --user`,
  PATH_UNREACHABLE: ({ path, user, closed }: { path: string; user: string; closed: string }) =>
    `cannot run a service with ${quote(path)}: ${user} may not enter ${quote(closed)}; move it, say another ` +
    "--cwd or --run-as, or open it with `chmod o+x`",
  USER_UNKNOWN: ({ user }: { user: string }) =>
    `cannot run a service as the user ${quote(user)}: there is no such user; make it first with \`useradd\``,
  ROUSE_EXEC_PASSING: ({ path }: { path: string }) =>
    `cannot write units with the rouse-exec at ${quote(path)}: that place is emptied by and by; install Rouse ` +
    "with `npm install --global rouse`, or name a copy that stays in ROUSE_EXEC_PATH",
  SOCKET_NOT_LISTENING: ({ unit, problem }: { unit: string; problem: string }) =>
    `${unit} does not listen: ${problem}; nothing was changed`,
  ARGUMENT_NOT_UTF8: ({ argument }: { argument: string }) =>
    `cannot pass on the argument ${quote(argument)}: Node reads arguments as UTF-8 and this one is ` +
    "not; call rouse-exec itself, it takes any bytes",
  REPORT_FOLDER_UNSAFE: ({ folder, problem }: { folder: string; problem: string }) =>
    `cannot keep a report in ${quote(folder)}: ${problem}; remove it, or set XDG_RUNTIME_DIR to a ` +
    "folder that only you can write to",
  REPORT_MALFORMED: ({ file, problem }: { file: string; problem: string }) =>
    `cannot read the report ${quote(file)}: expected what rouse-exec of this version writes, got ${problem}; ` +
    "remove the file, the next start of its service writes it anew",
  REPORT_NAME_RESERVED: ({ name }: { name: string }) =>
    `cannot name a service ${quote(name)}: files of the daemon of Rouse are named so; choose another`,
  ROUSE_EXEC_NOT_FOUND: ({ places, next }: { places: string[]; next: string }) =>
    `cannot find rouse-exec, the program that holds the sockets: looked at ${places.join(", ")}; ` +
    `${next}, or name it in ROUSE_EXEC_PATH`,
  ROUSE_EXEC_UNUSABLE: ({ path }: { path: string }) =>
    `cannot use the rouse-exec that ROUSE_EXEC_PATH names: ${quote(path)} is not an executable ` +
    "file; correct the variable or unset it",
  PROBE_FAILED: (_: object) =>
    "cannot watch the program: rouse-exec did not come to start it, or failed; what it said stands above",
  PROBE_FOUND_NOTHING: ({ name }: { name: string }) =>
    `cannot add ${quote(name)}: its program was not seen to listen on anything that a unit can hold; what stands ` +
    "above says why",
  UNIT_VALUE_UNFIT: ({ setting, value, problem }: UnitValue & { problem: string }) =>
    `cannot write ${setting} with ${quote(value)} into a unit: ${problem}; choose another value`,
  SANDBOX_HIDES_TMP: ({ name, place }: { name: string; place: string }) =>
    `cannot sandbox ${quote(name)}: a user of its own sees a /tmp of its own, and ${quote(place)} is not in it; ` +
    "put it elsewhere, or run the service as a user that is there",
  UNIT_MALFORMED: ({ file, line, problem }: { file: string; line: number; problem: string }) =>
    `cannot read the unit ${quote(file)}, line ${line}: ${problem}; systemd refuses the whole file: correct the line`,
  UNIT_VALUE_MALFORMED: ({ value, problem }: { value: string; problem: string }) =>
    `cannot read the words of ${quote(value)} in a unit: ${problem}`,
  SERVICE_UNKNOWN: ({ name, next }: { name: string; next: string }) =>
    `there is no service ${quote(name)} that Rouse wrote: ${next}`,
  SERVICE_NOT_STARTED: ({ name, why }: { name: string; why: string }) =>
    `cannot start the program of ${quote(name)}: ${why}`,
  JOURNAL_UNREADABLE: ({ problem }: { problem: string }) => `cannot read the journal: ${problem}`,
  SERVICE_AMBIGUOUS: ({ name }: { name: string }) =>
    `there are two services ${quote(name)}, one of this user and one of the system: say --user or --system`,
  SERVICE_CONVERTED: ({ name, unit }: { name: string; unit: string }) =>
    `cannot edit ${quote(name)}: it was there before Rouse; change it with \`systemctl edit ${unit}\`, and what Rouse ` +
    `adds with \`rouse convert ${unit}\``,
  SYSTEMCTL_MISSING: (_: object) =>
    "cannot run systemctl: it is not on PATH; this needs systemd: without it, `rouse listen` does the same " +
    "in the foreground",
  MANAGER_UNREACHABLE: ({ scope, problem }: { scope: string; problem: string }) =>
    `cannot reach the ${scope} service manager: ${problem}; \`rouse doctor\` says what is missing here`,
  SYSTEMCTL_FAILED: ({ command, problem }: { command: string; problem: string }) =>
    `\`${command}\` failed: ${problem}`,
  UNIT_FILE_FAILED: ({ verb, path, errno }: WithErrno & { verb: string; path: string }) =>
    `cannot ${verb} the unit file ${quote(path)}: ${errno}; see that its folder is yours to write to`,
  UNIT_TAKEN: ({ unit, problem }: { unit: string; problem: string }) =>
    `cannot write the unit ${quote(unit)}: ${problem}; it is left as it is: choose another name`,
  UNIT_UNMARKED: ({ unit }: { unit: string }) =>
    `${quote(unit)} has no section [X-Rouse] any more, by which Rouse knows it; put it back as it was`,
  EDITOR_FAILED: ({ editor, problem }: { editor: string; problem: string }) =>
    `nothing was changed: the editor ${quote(editor)} failed: ${problem}; name another in EDITOR`,
  EDIT_REFUSED: ({ problem, folder }: { problem: string; folder: string }) =>
    `${problem}; your text is kept in ${quote(folder)}`,
  UNITS_REFUSED: ({ problem }: { problem: string }) =>
    `systemd does not take these units, and nothing was changed: ${problem}`,
  ANALYZE_MISSING: (_: object) =>
    "cannot run systemd-analyze, which checks units before they are written: it is not on PATH; install the " +
    "package that has it, mostly systemd itself",
  INTERRUPTED: ({ signal }: { signal: string }) =>
    `stopped by ${signal}: everything is as it was before`,
  CHANGE_NOT_UNDONE: ({ problem, left }: { problem: string; left: string[] }) =>
    `${problem}; and this could not be put back as it was: ${left.join("; ")}`,
  EXEC_FAILED: ({ path, reason }: { path: string; reason: string }) =>
    `cannot become ${quote(path)}: execve failed with ${reason}`,
  NATIVE_MISSING: ({ reason, next }: { reason: string; next: string }) =>
    `cannot call libc: ${reason}; ${next}`,
  PLATFORM_UNSUPPORTED: ({ platform }: { platform: string }) =>
    `Rouse needs Linux (seccomp and /proc), and this is ${platform}: run it in a Linux machine, ` +
    "virtual machine or container",
  LISTEN_VARIABLE_MALFORMED: ({ variable, value, expected }: Malformed) =>
    `cannot read the passed sockets: expected ${variable} to be ${expected}, got ${quote(value)}; ` +
    "correct whoever starts this program",
  LISTEN_NAMES_COUNT: ({ names, count }: WithErrno & { names: number; count: number }) =>
    `cannot name the passed sockets: LISTEN_FDS says ${count} and LISTEN_FDNAMES has ${names}; ` +
    "give as many names as sockets (systemd-socket-activate takes --fdname=A:B)",
  LISTEN_FD_MISSING: ({ fd, count }: WithErrno & { fd: number; count: number }) =>
    `cannot take the passed sockets: LISTEN_FDS says ${count}, so descriptors 3 to ${count + 2} ` +
    `should be open, and ${fd} is not`,
  LISTEN_FD_OF_NODE: ({ fd, count }: WithErrno & { fd: number; count: number }) =>
    `cannot take the passed sockets: LISTEN_FDS says ${count}, so descriptors 3 to ${count + 2} ` +
    `should be passed, and ${fd} is an event loop of Node itself: fewer were passed`,
  LISTEN_NAME_UNKNOWN: ({ name, names }: WithErrno & { name: string; names: string[] }) =>
    `cannot listen on the passed socket ${quote(name)}: expected one of ` +
    `${names.map(quote).join(", ")}; set FileDescriptorName= in the .socket unit, or say ` +
    "`optional: true` to use the fallback",
  LISTEN_CHOICE_OPEN: ({ names }: WithErrno & { names: string[] }) =>
    `cannot choose among ${names.length} passed sockets (${names.map(quote).join(", ")}): say which ` +
    "one with `name`, or with `index` among those of one name",
  LISTEN_KIND_REFUSED: ({ fd, name, problem }: WithErrno & PassedDetail & { problem: string }) =>
    `cannot use the passed socket ${quote(name)} (descriptor ${fd}): ${problem}`,
  LISTEN_SERVER_EXPECTED: ({ got, cure }: WithErrno & { got: string; cure: string }) =>
    "cannot listen: expected a server of node:net, http, https or http2, or a socket of node:dgram, got " +
    `${got}; ${cure}`,
  LISTEN_FD_TAKEN: ({ fd, name, owner }: WithErrno & PassedDetail & { owner: string }) =>
    `cannot use the passed socket ${quote(name)} (descriptor ${fd}) twice: ${owner} has it; ` +
    "say `keep: true` to listen on a duplicate",
  LISTEN_FD_CLOSED: ({ fd, name, owner }: WithErrno & PassedDetail & { owner: string }) =>
    `cannot use the passed socket ${quote(name)} (descriptor ${fd}) again: ${owner} had it and ` +
    "closed it; say `keep: true` the first time to keep it for later",
  LISTEN_FALLBACK_MISSING: (_: object) =>
    "cannot listen: no socket was passed and there is no fallback; start the .socket unit, or give " +
    "`fallback` an address for runs without a service manager",
  LISTEN_PASSED_TO_ANOTHER: ({ pid, own }: WithErrno & { pid: string; own: number }) =>
    "cannot listen on the fallback: its address is in use, and sockets were passed to the process " +
    `${pid} and not to this one, ${own}; let the service manager start this program itself, without npm, ` +
    "`node --watch` or a shell before it, or give the sockets on with passedStdio()",
  LISTEN_HANDLE_UNSUPPORTED: ({ fd, name, what }: WithErrno & PassedDetail & { what: string }) =>
    `cannot listen on the passed socket ${quote(name)} (descriptor ${fd}): this Node ` +
    `(${process.version}) does not let us make a handle of it, which ${what} needs`,
  LISTEN_NOT_HANDED_OVER: (_: object) =>
    "cannot listen in this cluster worker: the sockets were passed to its primary; start workers with " +
    "the stdio and env of passedStdio()",
  LISTEN_RUNTIME_UNSUPPORTED: ({ runtime }: { runtime: string }) =>
    `cannot use a passed socket: ${runtime} cannot listen on a descriptor; run it with Node, or ` +
    "unmodified under rouse-exec, which answers its bind with the socket",
  REGISTER_MAP_AMBIGUOUS: ({ map, name }: { map: string; name: string }) =>
    `the map ${quote(map)} leads to several passed sockets named ${quote(name)}: give each a ` +
    "FileDescriptorName= of its own",
  REGISTER_WIDER: ({ asked, name, given, setting }: NearMiss) =>
    `the program binds ${asked} but the passed socket ${quote(name)} is ${given}, open to more than ` +
    `the program asked for: not adopted; write ${setting}=${asked} in the socket unit, or ` +
    `ROUSE_MAP=${asked}=${name} if you mean it`,
  REGISTER_FAMILY: ({ asked, name, given, setting }: NearMiss) =>
    `the program binds ${asked} (IPv4) but the passed socket ${quote(name)} is ${given} (IPv6), on ` +
    "which an IPv4 program misreads its clients: not adopted; write " +
    `${setting}=${asked} in the socket unit`,
  REGISTER_NOT_ADOPTED: ({ sockets, binds }: { sockets: string[]; binds: string[] }) =>
    `the program listens on ${binds.join(", ")}, and ${sockets.join(", ")} was passed and not ` +
    "adopted: its clients wait in vain; write the address of the program in the socket unit, or " +
    "lead one to the other with ROUSE_MAP=BIND=NAME",
  REGISTER_ONCE: ({ name }: { name: string }) =>
    `the passed socket ${quote(name)} cannot be adopted again: it was lent without a duplicate, which takes ` +
    `koffi; install the optional package @koromix/koffi-${process.platform}-${process.arch}`,
  REGISTER_UNKNOWN: ({ name }: { name: string }) =>
    `the passed socket ${quote(name)} cannot be adopted: koffi did not load, and /proc does not show ` +
    "what it is; install the optional package " +
    `@koromix/koffi-${process.platform}-${process.arch}`,
  REGISTER_REPLACED: ({ path, name }: { path: string; name: string }) =>
    `${quote(path)} replaces the file of the passed socket ${quote(name)}: clients will not find ` +
    "the socket any more until its socket unit is restarted",
  REGISTER_UNSUPPORTED: ({ what }: { what: string }) =>
    `cannot adopt passed sockets: this Node (${process.version}) does not show ${what}; run the ` +
    "program under rouse-exec, which answers its bind with the socket",
  DESCRIPTOR_NOT_OPEN: ({ fd }: WithErrno & { fd: number }) =>
    `cannot look at the descriptor ${fd}: expected the number of an open one`,
  SOCKET_QUESTION_MALFORMED: ({ call, problem }: WithErrno & { call: string; problem: string }) =>
    `cannot answer ${call}: ${problem}`,
  SYSTEM_CALL_FAILED: ({ call, fd, errno }: WithErrno & { call: string; fd: number }) =>
    `${call} failed for the descriptor ${fd} with ${errno}`,
  NOTIFY_SOCKET_MALFORMED: ({ value, problem }: WithErrno & { value: string; problem: string }) =>
    `cannot notify the service manager: NOTIFY_SOCKET is ${quote(value)}, ${problem}; expected ` +
    "/PATH, @NAME or vsock:CID:PORT, or no such variable where there is no service manager",
  NOTIFY_MALFORMED: ({
    assignment,
    problem,
  }: WithErrno & { assignment: string; problem: string }) =>
    `cannot notify the service manager with ${assignment}: ${problem}`,
  NOTIFY_TOO_LONG: ({ bytes }: WithErrno & { bytes: number }) =>
    `cannot notify the service manager: the message has ${bytes} bytes and it reads 4096, and drops ` +
    "longer ones without a word; shorten STATUS, or send two messages",
  NOTIFY_TOO_MANY_FDS: ({ count }: WithErrno & { count: number }) =>
    `cannot notify the service manager: ${count} descriptors were given and the kernel takes 253 in ` +
    "one message; send several",
  NOTIFY_FAILED: ({ address, problem }: WithErrno & { address: string; problem: string }) =>
    `cannot notify the service manager at ${quote(address)}: ${problem}`,
  NOTIFY_BARRIER_TIMEOUT: ({ timeoutMs }: WithErrno & { timeoutMs: number }) =>
    `waited ${timeoutMs} ms for the service manager to read our messages; give barrier a longer ` +
    "`timeoutMs`, or see whether it is stuck",
  WATCHDOG_MALFORMED: ({ variable, value, expected }: Malformed) =>
    `cannot tell whether the service manager wants pings: expected ${variable} to be ${expected}, ` +
    `got ${quote(value)}; correct whoever starts this program`,
  PROC_UNREADABLE: (_: object) =>
    "cannot tell which process this is: /proc is missing, or that of another pid namespace; mount " +
    "it (as `unshare --mount-proc` and `docker run` do)",
  LOCAL_ALREADY_RUNNING: ({ service, pid, endpoint }: RunningDetail) =>
    `cannot start ${quote(service)}: it runs already, as process ${pid} at ${endpoint}; use that ` +
    "one, or stop it first",
  LOCAL_REQUEST_FAILED: ({ endpoint, path, problem }: WithErrno & RequestDetail) =>
    `cannot ask ${endpoint} for ${quote(path)}: ${problem}; see whether the daemon runs there`,
  LOCAL_ANSWER_TOO_LONG: ({ endpoint, maxBytes }: { endpoint: string; maxBytes: number }) =>
    `cannot read the answer of ${endpoint}: it has more than ${maxBytes} bytes; is another server there?`,
  LOCAL_START_BUSY: ({ service, holder, waitedMs }: BusyDetail) =>
    `cannot start ${quote(service)}: process ${holder} is starting it and was not done after ` +
    `${waitedMs} ms; see what it waits for`,
  MEMORY_FILE_FAILED: ({ name, call, errno }: WithErrno & { name: string; call: string }) =>
    `cannot make the memory file ${quote(name)}: ${call} failed with ${errno}`,
  DAEMON_NOT_RUNNING: (_: object) =>
    "the daemon of Rouse does not run: start it with `rouse daemon run`, or have it started when it is needed with " +
    "`systemctl --user enable --now rouse.socket`",
  DAEMON_NOT_STOPPED: ({ pid, why }: { pid: number; why: string }) =>
    `cannot stop the daemon of Rouse (process ${pid}): ${why}`,
  DAEMON_UNREACHABLE: ({ endpoint, reason }: { endpoint: string; reason: string }) =>
    `cannot reach the daemon of Rouse at ${quote(endpoint)}: ${reason}; \`rouse daemon status\` without --server ` +
    "finds the one that runs",
  DAEMON_REFUSED: ({
    endpoint,
    path,
    problem,
  }: {
    endpoint: string;
    path: string;
    problem: string;
  }) => `the daemon of Rouse at ${quote(endpoint)} refused ${path}: ${problem}`,
  DAEMON_ANSWER_MALFORMED: ({ endpoint, path }: { endpoint: string; path: string }) =>
    `cannot read what ${quote(endpoint)} answered to ${path}: expected a document of the daemon of Rouse, version 1 ` +
    "of its interface; restart it after an update with `rouse daemon stop`",
  PODMAN_MISSING: (_: object) => "cannot run podman: it is not on PATH; install it",
  PODMAN_TOO_OLD: ({ version }: { version: string }) =>
    `cannot have Quadlet make the service: it comes with podman 4.4, and this is ${version}; docs/containers.md ` +
    "has the units to write by hand",
  QUADLET_MISSING: ({ places }: { places: string[] }) =>
    `cannot find Quadlet, which makes services of containers: looked at ${places.join(", ")}; install the whole of podman`,
  QUADLET_REFUSED: ({ unit, problem }: { unit: string; problem: string }) =>
    `Quadlet makes no service of ${quote(unit)}: it says ${problem}`,
  IMAGE_MALFORMED: ({ image }: { image: string }) =>
    `cannot read the image ${quote(image)}: expected a name such as docker.io/library/redis:7 or localhost/web`,
  IMAGE_UNKNOWN: ({ image, problem }: { image: string; problem: string }) =>
    `cannot look at the image ${quote(image)}: ${problem}; \`podman pull ${image}\` first, as the user who runs it`,
  IMAGE_WITHOUT_PROGRAM: ({ image }: { image: string }) =>
    `no program to run: the image ${quote(image)} names none; put -- and the command at the end`,
  IMAGE_UNFIT: ({ image, problem }: { image: string; problem: string }) =>
    `rouse-exec cannot work in a container of ${quote(image)}: ${problem}`,
  HOST_MALFORMED: ({ host, problem }: { host: string; problem: string }) =>
    `cannot read the host ${quote(host)}: ${problem}; name it as for ssh: web1, me@web1, me@web1:2222 or ` +
    "me@[fd00::7]:22",
  SSH_MISSING: (_: object) =>
    "cannot reach another machine: ssh is not on PATH; install it (Debian: openssh-client)",
  HOST_UNREACHABLE: ({ host, ssh }: { host: string; ssh: string }) =>
    `cannot reach ${quote(host)} by ssh, which has said why; \`${ssh} true\` has to end without an error`,
  HOST_WITHOUT_ROUSE: ({ host, ssh }: { host: string; ssh: string }) =>
    `cannot find rouse on ${quote(host)}, or not the node that runs it: both have to be on the PATH that ` +
    `\`${ssh} env\` shows; \`npm install --global rouse\` there, with a Node for all users rather than that of nvm`,
  HOST_ANSWER_MALFORMED: ({ host, problem }: { host: string; problem: string }) =>
    `cannot read what rouse on ${quote(host)} answered: expected a JSON document with api_version 1, got ` +
    `${problem}; update rouse there and here`,
  UNIT_UNKNOWN: ({ unit, scope, other }: { unit: string; scope: string; other: string }) =>
    `cannot convert ${quote(unit)}: the ${scope} service manager knows no such unit; --${other} asks the other one`,
  CONVERT_REFUSED: ({ unit, problem }: { unit: string; problem: string }) =>
    `cannot convert ${quote(unit)}: ${problem}`,
  CONVERT_LISTENS_NOWHERE: ({ unit }: { unit: string }) =>
    `cannot tell where ${quote(unit)} listens, since it does not run: start it first, or name its addresses ` +
    "with --listen",
  NOT_CONVERTED: ({ unit }: { unit: string }) =>
    `cannot undo the conversion of ${quote(unit)}: Rouse did not convert it`,
  DOCTOR_FOUND: ({ checks }: { checks: string[] }) =>
    `something does not work here: ${checks.join(", ")}; the lines above say what to do`,
  IDLE_SERVERS_MISSING: (_: object) =>
    "cannot leave when idle without a server to look at: give exitWhenIdle() every server that listens " +
    "on a passed socket",
  IDLE_IN_WORKER: ({ what }: { what: string }) =>
    `cannot leave when idle in ${what}: others may serve at the same sockets, and the service manager ` +
    "starts the whole service only; run the service under rouse-exec --exit-idle-time=, which counts for all",
  USAGE: ({ problem, help }: { problem: string; help: string }) => `${problem}; see \`${help}\``,
};

/** What `code` of a RouseError can be: the table at the end of docs/api.md. */
export type ErrorCode = keyof typeof sentences;
export type ErrorDetail<C extends ErrorCode> = Parameters<(typeof sentences)[C]>[0];

/** Not a type parameter of the class: `instanceof` would make `any` of it. */
type ErrorArguments = {
  [C in ErrorCode]: [code: C, detail: ErrorDetail<C>, options?: ErrorOptions | undefined];
}[ErrorCode];

const builders: { [C in ErrorCode]: (detail: ErrorDetail<C>) => string } = sentences;

/** Every code, to compare with. */
export const errorCodes: readonly string[] = Object.keys(sentences);

/**
 * Everything Rouse throws on purpose. `code` is for programs, `message` is one sentence for people, `errno`
 * the name of what libsystemd would return or the kernel returned ("EINVAL"), where there is one.
 */
export class RouseError extends Error {
  override readonly name = "RouseError";
  readonly code: ErrorCode;
  readonly errno: string | undefined;

  constructor(...[code, detail, options]: ErrorArguments) {
    super(visible(sentenceOf(code, detail)), options);
    this.code = code;
    this.errno = errnoIn(detail);
  }
}

function sentenceOf<C extends ErrorCode>(code: C, detail: ErrorDetail<C>): string {
  return builders[code](detail);
}

function errnoIn(detail: object): string | undefined {
  return "errno" in detail && typeof detail.errno === "string" ? detail.errno : undefined;
}

function quote(text: string): string {
  return `'${text}'`;
}

/** What a terminal should not see (control and direction characters, line ends) shows as its number. */
export function visible(text: string): string {
  return text.replace(/\p{C}|[\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
