/** elsewhere.mjs ARGUMENTS...: a server listens by each of these lists of arguments in turn. */
import { once } from "node:events";
import { createServer } from "node:net";

for (const list of process.argv.slice(2)) {
  await once(createServer().listen(...JSON.parse(list)), "listening");
}
setTimeout(() => {
  console.log("enough");
  process.exit();
}, 600);
