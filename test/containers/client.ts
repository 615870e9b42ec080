import type { Socket } from "node:net";
import { connect } from "../harness/connect.js";
import { until } from "../harness/until.js";

/** A client that stays connected. */
export class Client {
  readonly #socket: Socket;
  #answer = "";

  static async connect(address: string): Promise<Client> {
    return new Client(await connect(address));
  }

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("utf8").on("data", (text: string) => {
      this.#answer += text;
    });
  }

  /** One request over the connection; its answer, which ends in a line. */
  async ask(): Promise<string> {
    this.#answer = "";
    this.#socket.write("GET / HTTP/1.1\r\nHost: inside\r\n\r\n");
    const isAnswered = () => /\r\n\r\n.*\n/.test(this.#answer);
    await until(isAnswered, { what: "an answer over the same connection" });
    return this.#answer;
  }

  leave(): void {
    this.#socket.destroy();
  }
}
