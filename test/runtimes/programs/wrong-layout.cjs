// Loaded by --require: a machine on which a struct of 56 bytes has 64.
const koffi = require("koffi");

const { sizeof } = koffi;
koffi.sizeof = (type) => (sizeof(type) === 56 ? 64 : sizeof(type));
