"""process-pty.py COMMAND [ARG]...: runs the command at a terminal of its own.

What comes on stdin is typed there, what it prints goes to stdout; ends when the command has.
"""
import os
import pty
import select
import sys

SIZE = 4096
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
sources = [0, terminal]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            text = os.read(source, SIZE)
        except OSError:  # EIO: nobody has the terminal open any more
            text = b""
        if not text:
            sources.remove(source)
        elif source == 0:
            os.write(terminal, text)
        else:
            os.write(1, text.replace(b"\r\n", b"\n"))
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
