import { activating, type ListeningSocket } from "../test/harness/activate.js";
import { isExecutable } from "../test/harness/on-path.js";
import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { atLeast, type Measure, type Row, type Settings } from "./measure.js";
import { inTurn, ratios } from "./pairs.js";
import { launch } from "./process.js";
import { go, need } from "./programs.js";
import { formatRate, type LaunchOn, rate } from "./rate.js";
import { whenAnswers } from "./when-answers.js";

const socketProxyd = "/lib/systemd/systemd-socket-proxyd";
const toNative = { what: "requests/s adopted ÷ native", target: atLeast(0.97) };
const toProxyd = { what: "requests/s adopted ÷ systemd-socket-proxyd", target: atLeast(2.5) };

export const throughput: Measure = { name: "throughput", goals: [toNative, toProxyd], measure };

async function measure(settings: Settings): Promise<Row[]> {
  need("wrk");
  const arms: Record<string, () => Promise<number>> = {
    native: rate(native),
    adopted: rate(adopted),
    ...(isExecutable(socketProxyd) ? { proxyd: rate(proxied) } : {}),
  };
  const rates = await inTurn(arms, settings, 12);
  const { native: own = [], adopted: ours = [], proxyd } = rates;
  const beside = Object.entries(rates).map(formatRate).join(" · ");
  const reason = `${socketProxyd} is not installed`;
  return [
    { ...toNative, samples: ratios(ours, own), beside },
    proxyd ? { ...toProxyd, samples: ratios(ours, proxyd) } : { ...toProxyd, reason },
  ];
}

const server = (port: number) => [go("server"), String(port)];

const native: LaunchOn = async (port) => [launch(server(port))];

/** The port is taken by rouse-exec: that the server runs at all says that its bind was adopted. */
const adopted: LaunchOn = async (port) => {
  const options = [`--listen=127.0.0.1:${port}`, "--exit-idle-time=10min"];
  return [launch([rouseExec, ...options, ...server(port)])];
};

const proxied: LaunchOn = async (port) => {
  const behind = await freePort();
  const sockets: ListeningSocket[] = [{ kind: "tcp", address: `127.0.0.1:${port}` }];
  const argv = [socketProxyd, `127.0.0.1:${behind}`];
  const backend = launch(server(behind));
  await whenAnswers(backend, behind);
  return [launch(activating(sockets, argv)), backend];
};
