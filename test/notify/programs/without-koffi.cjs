// Loaded by --require: a machine for which koffi has no binary.
const Module = require("node:module");

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  if (request === "koffi") throw new Error("Cannot find the native Koffi module");
  return resolve.call(Module, request, ...rest);
};
