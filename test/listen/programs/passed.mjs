/** passed.mjs [OPTIONS]: prints as JSON what was passed, what a second call gives, and what is left of LISTEN_*. */
import { closeSync } from "node:fs";
import { listenFds, listenFdsWithNames } from "rouse";

const options = JSON.parse(process.argv[2] ?? "{}");
function look() {
  const passed = listenFdsWithNames(options);
  for (const { fd } of passed) closeSync(fd);
  const left = Object.keys(process.env).filter((name) => /^(ROUSE_)?LISTEN_/.test(name));
  return {
    passed: passed,
    isSame: listenFdsWithNames(options) === passed,
    left: left.sort(),
  };
}

function attempt(call) {
  try {
    return call();
  } catch ({ name, code, errno, message }) {
    return { name, code, errno, message };
  }
}

const lenient = attempt(() => ({ passed: listenFds(options) }));
const strict = attempt(look);
const left = Object.keys(process.env).filter((name) => /^(ROUSE_)?LISTEN_/.test(name));
console.log(JSON.stringify({ lenient, strict, left: left.sort() }));
