import { isExecutable } from "../test/harness/on-path.js";
import { program, rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { atLeast, type Measure, type Row, type Settings } from "./measure.js";
import { inTurn, median, ratios } from "./pairs.js";
import { type Launched, launch, output } from "./process.js";
import { go, need, needPython } from "./programs.js";
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

function formatRate([name, perSecond]: [string, number[]]): string {
  return `${name} ${Math.round(median(perSecond)).toLocaleString("en")}/s`;
}

type LaunchOn = (port: number) => Promise<Launched[]>;

const server = (port: number) => [go("server"), String(port)];

const native: LaunchOn = async (port) => [launch(server(port))];

/** The port is taken by rouse-exec: that the server runs at all says that its bind was adopted. */
const adopted: LaunchOn = async (port) => {
  const options = [`--listen=127.0.0.1:${port}`, "--exit-idle-time=10min"];
  return [launch([rouseExec, ...options, ...server(port)])];
};

const proxied: LaunchOn = async (port) => {
  const behind = await freePort();
  const sockets = [{ kind: "tcp", address: `127.0.0.1:${port}` }];
  const argv = [socketProxyd, `127.0.0.1:${behind}`];
  const activate = [needPython(), "-B", program("activate.py")];
  const backend = launch(server(behind));
  await whenAnswers(backend, behind);
  return [launch([...activate, JSON.stringify({ sockets, argv, lie: {} })]), backend];
};

/** A server of its own for each run: two that live on would differ in more than how they got their socket. */
function rate(launchOn: LaunchOn): () => Promise<number> {
  return async () => {
    const port = await freePort();
    const launched = await launchOn(port);
    for (const each of launched) await whenAnswers(each, port);
    const perSecond = await requestsPerSecond(port);
    for (const each of launched) await each.stop();
    return perSecond;
  };
}

/** 16 connections that are kept, asked again as soon as they have answered, for a second. */
async function requestsPerSecond(port: number): Promise<number> {
  const url = `http://127.0.0.1:${port}/`;
  const text = await output([need("wrk"), "-t1", "-c16", "-d1s", url]);
  const [, perSecond] = text.match(/^Requests\/sec:\s+([\d.]+)$/m) ?? [];
  if (perSecond === undefined || /Socket errors|Non-2xx/.test(text)) {
    throw new Error(`wrk ${url}: expected a rate and no errors, got:\n${text}`);
  }
  return Number(perSecond);
}
