"""ready-gate.py FILE COMMAND...: prints "waiting", and becomes the command once the file is there."""
import os
import sys
import time

file, *command = sys.argv[1:]
print("waiting", flush=True)
while not os.path.exists(file):
    time.sleep(0.02)
os.execvp(command[0], command)
