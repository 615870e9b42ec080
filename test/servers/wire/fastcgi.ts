import { connect } from "../../harness/connect.js";
import { within } from "../../harness/until.js";

const BEGIN_REQUEST = 1;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;

/** One request to a FastCGI server (the protocol of php-fpm); gives headers and body as they came. */
export async function fastcgi(address: string, params: Record<string, string>): Promise<string> {
  const socket = await connect(address);
  const responder = Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]);
  const pairs = Buffer.concat(Object.entries(params).map(pair));
  const end = Buffer.alloc(0);
  socket.write(
    Buffer.concat([
      record(BEGIN_REQUEST, responder),
      record(PARAMS, pairs),
      record(PARAMS, end),
      record(STDIN, end),
    ]),
  );
  const answer = readAll(socket);
  return stdoutOf(await within(answer, 60_000, () => `a FastCGI answer from ${address}`));
}

function record(type: number, content: Buffer): Buffer {
  const header = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  header.writeUInt16BE(content.length, 4);
  return Buffer.concat([header, content]);
}

function pair([name, value]: [string, string]): Buffer {
  return Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function stdoutOf(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at + 4);
    if (bytes[at + 1] === STDOUT) text += bytes.toString("utf8", at + 8, at + 8 + length);
    at += 8 + length + (bytes[at + 6] ?? 0);
  }
  return text;
}
