import { quote } from "./quote.js";

/** Errors about other machines, which are reached by ssh. */
export const hostErrors = {
  HOST_MALFORMED: ({ host, problem }: { host: string; problem: string }) =>
    `cannot read the host ${quote(host)}: ${problem}; write it as for ssh: web1, me@web1, me@web1:2222 or ` +
    "me@[fd00::7]:22",
  SSH_MISSING: (_: object) =>
    "cannot reach another machine: ssh is not on PATH; install it (Debian: openssh-client)",
  HOST_UNREACHABLE: ({ host, ssh }: { host: string; ssh: string }) =>
    `cannot reach ${quote(host)} by ssh, whose own message stands above; \`${ssh} true\` has to succeed first`,
  HOST_WITHOUT_ROUSE: ({ host, ssh }: { host: string; ssh: string }) =>
    `cannot find rouse on ${quote(host)}, or the node that runs it: both have to be on the PATH that ` +
    `\`${ssh} env\` shows; install there the file that \`npm pack\` makes, by \`npm install --global FILE\`, with a ` +
    "Node that is installed for all users, not one of nvm",
  HOST_ANSWER_MALFORMED: ({ host, problem }: { host: string; problem: string }) =>
    `cannot read the answer of rouse on ${quote(host)}: expected a JSON document with api_version 1, got ` +
    `${problem}; update rouse there and here`,
};
