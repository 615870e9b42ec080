"""narrow-pty.py COLUMNS COMMAND...: runs the command at a terminal of that width and prints what it shows."""
import fcntl
import os
import pty
import struct
import sys
import termios

columns, *command = sys.argv[1:]
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 25, int(columns), 0, 0))
pid = os.fork()
if pid == 0:
    os.close(ours)
    os.dup2(theirs, 1)
    os.execvp(command[0], command)
os.close(theirs)
while True:
    try:
        shown = os.read(ours, 4096)
    except OSError:  # EIO: the other end is closed
        break
    os.write(1, shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
