// The published program in few files: Node spends a third of a millisecond on each module it loads, and
// `import "rouse"` may cost ten. What npm installs beside us stays outside, but for zod, which is eighty of
// them: the part that we use is taken in, with its licence.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "rolldown";

const common = {
  platform: "node",
  external: [/^(?!zod\/)[^./\0]/],
  logLevel: "warn",
};
const licence = `/*! zod\n${readFileSync("node_modules/zod/LICENSE", "utf8")}*/`;
const banner = ({ moduleIds }) => (moduleIds.some((id) => id.includes("/zod/")) ? licence : "");

/**
 * An ESM import of a part of Node first makes a facade of all that the part exports: with these imports as they are
 * written, `import "rouse"` takes 10.5 ms instead of 8. Modules in their place, which rolldown wraps, take a
 * millisecond more than this text does.
 */
const builtins = {
  name: "builtins",
  renderChunk(code) {
    const taken = code.replace(/^import \{([^}]*)\} from ("node:[\w/]+");$/gm, (_, names, part) => {
      return `const {${names.replaceAll(" as ", ": ")}} = process.getBuiltinModule(${part});`;
    });
    return taken === code ? code : `${olderNode}\n${taken}`;
  },
};

/** An older Node would only say that something is not a function. */
const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
const wanted = `rouse needs Node ${engines.node.replace(">=", "")} or later, and this is `;
const olderNode =
  `if (!process.getBuiltinModule) throw new Error(${JSON.stringify(wanted)} + process.version + ` +
  '"; install a newer Node, or put it first on PATH");';

/** The SDK. All of `rouse` is in one file, which the other doors share: what it holds is there once. */
const sdk = {
  ...common,
  plugins: [builtins],
  input: { index: "src/index.ts", local: "src/local.ts", register: "src/register.ts" },
  output: {
    dir: "dist",
    banner,
    chunkFileNames: "shared/[name].js",
    codeSplitting: {
      groups: [{ name: "rouse", test: /src\/(errors|time|sys|address|listen|notify|idle)\// }],
    },
  },
};

/**
 * The command is CommonJS, which Node runs at once: to get ready for ESM takes it 5 ms. What `rouse ls` needs first is
 * in one file, cli/main.js, and what it needs while the service managers answer in another; src/cli/quick/ says why.
 */
const command = {
  ...common,
  input: { main: "src/cli/main.ts", list: "src/cli/ls/ls.ts" },
  // The other commands may import from both.
  preserveEntrySignatures: "allow-extension",
  output: {
    dir: "dist",
    format: "cjs",
    banner,
    entryFileNames: ({ name }) => (name === "main" ? "cli/main.js" : "commands/[name].cjs"),
    chunkFileNames: "commands/[name].cjs",
    codeSplitting: {
      groups: [
        { name: "main", test: /src\/cli\/(main|end-status|quick\/[\w-]+)\.ts$/, priority: 2 },
        { name: "list", test: /src\/cli\/ls\/ls\.ts$/, priority: 1 },
      ],
    },
  },
};

await build([sdk, command]);
// The other files say by their names that they are CommonJS, and see the package around them.
writeFileSync("dist/cli/package.json", '{ "type": "commonjs" }\n');
