/**
 * vectors.mjs, with cases as JSON on its standard input: what Rouse and libsystemd make of each environment.
 * Descriptors 3, 4 and 5 are passed sockets; 6 is one too and is closed, so that the fourth is missing.
 */
import { closeSync, fstatSync, readFileSync } from "node:fs";
import koffi from "koffi";
import { readPassed } from "../../../build/src/listen/read-passed.js";
import { isCloseOnExec } from "../../../build/src/sys/descriptors/descriptor.js";
import { findOwnPidfdId } from "../../../build/src/sys/processes/pidfd.js";

const variables = ["LISTEN_PID", "LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES"];
const fcntl = koffi.load(null).func("int fcntl(int fd, int command, ...)");
const libsystemd = load();
const id = findOwnPidfdId() ?? 4242n;
const self = { pid: process.pid, parent: process.ppid, findPidfdId: () => id };
const words = {
  "{P}": String(process.pid),
  "{hex}": process.pid.toString(16),
  "{oct}": process.pid.toString(8),
  "{id}": String(id),
};

function load() {
  try {
    const lib = koffi.load("libsystemd.so.0");
    return lib.func("int sd_listen_fds_with_names(int unset, _Out_ void **names)");
  } catch {
    return undefined;
  }
}

function fill(text) {
  return text.replace(/\{\w+\}/g, (word) => words[word] ?? word);
}

function inheritable() {
  for (const fd of [3, 4, 5]) fcntl(fd, 2, "int", 0);
}

const closeOnExec = () => [3, 4, 5].map(isCloseOnExec);

function ours(env, grammar) {
  inheritable();
  const dialect = { grammar, missingPid: "foreign" };
  try {
    const passed = readPassed(env, self, dialect, "checked");
    return { names: passed.map(({ name }) => name), closeOnExec: closeOnExec() };
  } catch (error) {
    if (error.name !== "RouseError") throw error;
    return { code: error.code, errno: error.errno, closeOnExec: closeOnExec() };
  }
}

const errnoNames = new Map(Object.entries(koffi.os.errno).map(([name, value]) => [value, name]));

function theirs(env) {
  // Known to libsystemd since version 259 only.
  if (!libsystemd || "LISTEN_PIDFDID" in env) return undefined;
  inheritable();
  for (const name of variables) delete process.env[name];
  Object.assign(process.env, env);
  const out = [null];
  const count = libsystemd(1, out);
  const left = variables.filter((name) => name in process.env);
  if (left.length > 0) throw new Error(`libsystemd left ${left}`);
  if (count < 0) return { errno: errnoNames.get(-count), closeOnExec: closeOnExec() };
  const names = count === 0 ? [] : koffi.decode(out[0], "char *", count);
  return { names, closeOnExec: closeOnExec() };
}

closeSync(6);
const cases = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map((given) => {
  const env = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, fill(value)]));
  return { libsystemd: ours(env, "libsystemd"), strict: ours(env, "strict"), theirs: theirs(env) };
});
if (fstatSync(3).isSocket()) process.stdout.write(`${JSON.stringify(answers)}\n`);
