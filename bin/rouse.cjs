#!/usr/bin/env node
// Runs the command, where this Node can. A Node that is too old cannot even parse the command, so this file is written
// for any: in ECMAScript 5, without a module that has not always been there.
"use strict";
var needed = [20, 19];
var have = process.versions.node.split(".").map(Number);

if (have[0] < needed[0] || (have[0] === needed[0] && have[1] < needed[1])) {
  process.stderr.write(
    "rouse: needs Node " +
      needed.join(".") +
      " or later, and this is " +
      process.version +
      " (" +
      process.execPath +
      "); install a newer Node, or put it first on PATH\n",
  );
  process.exitCode = 125;
} else {
  require("../dist/cli/main.js");
}
