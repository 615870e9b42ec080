// The published program in few files: Node spends a third of a millisecond on each module it loads, and
// `import "rouse"` may cost ten. What npm installs beside us stays outside, but for zod, which is eighty of
// them: the part that we use is taken in, with its licence.
import { readFileSync } from "node:fs";
import { build } from "rolldown";

const common = { platform: "node", external: [/^(?!zod\/)[^./]/], logLevel: "warn" };
const licence = `/*! zod\n${readFileSync("node_modules/zod/LICENSE", "utf8")}*/`;
const banner = ({ moduleIds }) => (moduleIds.some((id) => id.includes("/zod/")) ? licence : "");

await build([
  {
    ...common,
    input: { index: "src/index.ts", local: "src/local.ts", register: "src/register.ts" },
    output: { dir: "dist", banner, chunkFileNames: "shared/[name].js" },
  },
  {
    ...common,
    input: { main: "src/cli/main.ts" },
    output: { dir: "dist/cli", banner, chunkFileNames: "[name].js" },
  },
]);
