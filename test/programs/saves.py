"""saves.py SIGNAL tcp|unix|udp ADDRESS: serves like server.py. At SIGNAL (TERM, QUIT) it says "saving PID", and after
SIGUSR1 "saved", whereupon it ends.
"""
import os
import runpy
import signal
import sys

number = getattr(signal, "SIG" + sys.argv.pop(1))
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})


def save(*_):
    print("saving", os.getpid(), flush=True)
    signal.sigwait({signal.SIGUSR1})
    print("saved", flush=True)
    os._exit(0)


signal.signal(number, save)
runpy.run_path(os.path.join(os.path.dirname(__file__), "server.py"), run_name="__main__")
