/** Prints which parts of Node and which addons are loaded, and whether anything was put in place of Node's own. */
import { unlinkSync } from "node:fs";

const parts = process.moduleLoadList.map((part) => part.replace(/^NativeModule /, ""));
const addons = process.report.getReport().sharedObjects.filter((path) => path.endsWith(".node"));
console.log(JSON.stringify({ parts, addons, unlink: unlinkSync.toString() }));
