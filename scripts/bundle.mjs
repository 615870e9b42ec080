// The published program in few files: Node spends a third of a millisecond on each module it loads, and
// `import "rouse"` may cost ten. What npm installs beside us stays outside, but for zod, which is eighty of
// them: the part that we use is taken in, with its licence.
import { readFileSync } from "node:fs";
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
  groups: [{ name: "rouse", test: /src\/(errors\.ts|sys|listen|notify|idle|exec)/ }],
};

/** The list of services is to be quick: what it needs beside `main` is one file. */
const listed = {
  groups: [
    { name: "start", test: /src\/(cli\/say|engines\/systemd\/ask-units)\.ts/, priority: 1 },
    { name: "services", test: /src\/cli\/ls\.ts/ },
  ],
};

await build([
  {
    ...common,
    input: { index: "src/index.ts", local: "src/local.ts", register: "src/register.ts" },
    output: { dir: "dist", banner, chunkFileNames: "shared/[name].js", codeSplitting },
  },
  {
    ...common,
    input: { main: "src/cli/main.ts" },
    output: { dir: "dist/cli", banner, chunkFileNames: "[name].js", codeSplitting: listed },
  },
]);
