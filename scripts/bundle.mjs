// The published program in few files: Node spends a third of a millisecond on each module it loads, and
// `import "rouse"` may cost ten. What npm installs beside us stays outside, but for zod, which is eighty of
// them: the part that we use is taken in, with its licence.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "rolldown";

/** An ESM import of a part of Node makes a facade of all its exports first: half a millisecond each. */
const builtins = {
  name: "builtins",
  renderChunk: (code) =>
    code.replace(/^import \{([^}]*)\} from ("node:[\w/]+");$/gm, (_, names, part) => {
      return `const {${names.replaceAll(" as ", ": ")}} = process.getBuiltinModule(${part});`;
    }),
};

const common = {
  platform: "node",
  external: [/^(?!zod\/)[^./]/],
  logLevel: "warn",
  plugins: [builtins],
};
const licence = `/*! zod\n${readFileSync("node_modules/zod/LICENSE", "utf8")}*/`;
const banner = ({ moduleIds }) => (moduleIds.some((id) => id.includes("/zod/")) ? licence : "");

/** All of `rouse` in one file, which the other doors share: what it holds is there once. */
const codeSplitting = {
  groups: [{ name: "rouse", test: /src\/(errors|time|sys|address|listen|notify|idle|exec)/ }],
};

/**
 * What finds the command and lists the services is CommonJS, which Node runs at once; the other commands are in modules
 * beside it, which it loads where they are needed.
 */
const quick = {
  ...common,
  input: { main: "src/cli/main.ts" },
  external: [...common.external, /\/run-command\.js$/],
  output: {
    dir: "dist/cli",
    format: "cjs",
    paths: (id) => (id.endsWith("/run-command.js") ? "../commands/run-command.js" : id),
    chunkFileNames: "[name].js",
  },
};

await build([
  {
    ...common,
    input: { index: "src/index.ts", local: "src/local.ts", register: "src/register.ts" },
    output: { dir: "dist", banner, chunkFileNames: "shared/[name].js", codeSplitting },
  },
  {
    ...common,
    input: { "run-command": "src/cli/run-command.ts" },
    output: { dir: "dist/commands", banner, chunkFileNames: "[name].js" },
  },
  quick,
]);
writeFileSync("dist/cli/package.json", '{ "type": "commonjs" }\n');
