/** client.mjs CALL [OPTIONS]: prints what came with the descriptor, in capitals to a connection, and `end`. */
import { connection, listenFds, openFifo } from "rouse";

const [call, options = "{}"] = process.argv.slice(2);
const stream = { connection, openFifo }[call](JSON.parse(options));
if (stream === undefined) {
  console.log("nothing");
} else {
  const [passed] = listenFds();
  console.log(`cookie ${passed?.cookie}`);
  console.log(`peer ${JSON.stringify(passed?.peer)}`);
  stream.setEncoding("utf8");
  stream.on("data", (text) => {
    console.log(`got ${text}`);
    if (call === "connection") stream.end(text.toUpperCase());
  });
  stream.on("close", () => console.log("end"));
}
