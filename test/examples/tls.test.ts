import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import { after } from "../harness/after.js";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { until, within } from "../harness/until.js";
import { deadlineMs, everyWay, ways, whenOpen } from "./example.js";

/** Makes a key and a certificate of its own name, in `folder`. */
function makeCertificate(folder: string, name: string): string[] {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", `/CN=${name}`, "-days", "2"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", ...kind, ...files, ...subject], { stdio: "ignore" });
  return [key, certificate];
}

async function secured(address: string): Promise<TLSSocket> {
  const socket = await whenOpen(address);
  const client = connectTls({ socket, rejectUnauthorized: false });
  after(() => void client.destroy());
  await within(once(client, "secureConnect"), deadlineMs, () => "a TLS handshake");
  return client;
}

async function getByHttps(address: string): Promise<{ name: unknown; answer: string }> {
  const client = await secured(address);
  const name = client.getPeerCertificate().subject.CN;
  client.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  const answer = await within(text(client), deadlineMs, () => "an answer by https");
  return { name, answer };
}

async function getByHttp2(address: string) {
  const socket = await whenOpen(address);
  const session = connectHttp2("https://a", {
    createConnection: () =>
      connectTls({ socket, rejectUnauthorized: false, ALPNProtocols: ["h2"] }),
  });
  after(() => session.destroy());
  const answer = text(session.request({ ":path": "/" }));
  return { session, answer: await within(answer, deadlineMs, () => "an answer by http2") };
}

const { describe: describeTls } = needs("openssl");

describeTls("with a certificate", () => {
  describe.each(everyWay)("on %s", (way) => {
    test("examples/sdk/https.mjs serves, and takes a new certificate at SIGHUP", async () => {
      const folder = tempDir();
      const { running, address } = await ways[way]("https.mjs", {
        args: makeCertificate(folder, "first"),
      });
      const { name, answer } = await getByHttps(address);
      expect(name).toBe("first");
      expect(answer).toMatch(/\r\nhello over TLS\n$/);

      makeCertificate(folder, "second");
      running.signal("SIGHUP");
      const isRenewed = async () => (await getByHttps(address)).name === "second";
      await until(isRenewed, { deadlineMs, what: "the new certificate" });
      expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
    });

    test("examples/sdk/http2.mjs serves HTTP/2 and HTTP/1.1, and ends though a session is open", async () => {
      const { running, address } = await ways[way]("http2.mjs", {
        args: makeCertificate(tempDir(), "a"),
      });
      const { session, answer } = await getByHttp2(address);
      expect(answer).toBe("hello over HTTP/2.0\n");
      expect((await getByHttps(address)).answer).toMatch(/hello over HTTP\/1\.1\n/);
      expect(session.closed).toBe(false);
      expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
    });
  });
});
