// The published program in few files: Node spends a third of a millisecond on each module it loads, and
// `import "rouse"` may cost ten. What npm installs beside us stays outside.
import { build } from "rolldown";

const common = { platform: "node", external: [/^[^./]/], logLevel: "warn" };

await build([
  {
    ...common,
    input: { index: "src/index.ts", register: "src/register.ts" },
    output: { dir: "dist", chunkFileNames: "shared/[name].js" },
  },
  {
    ...common,
    input: { main: "src/cli/main.ts" },
    output: { dir: "dist/cli", chunkFileNames: "[name].js" },
  },
]);
