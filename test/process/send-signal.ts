import koffi from "koffi";

const libc = koffi.load("libc.so.6");
const send = libc.func("int sigqueue(int pid, int signal, intptr_t value)");

/** A signal with a value, as sigqueue(3) sends it. */
export function queueSignal(pid: number, signal: number, value: number): void {
  if (send(pid, signal, value) !== 0) {
    throw new Error(`cannot queue signal ${signal} for ${pid}: errno ${koffi.errno()}`);
  }
}

/** glibc keeps the first two real-time signals of the kernel for itself. */
export const SIGRTMIN = 34;
export const SIGRTMAX = 64;
