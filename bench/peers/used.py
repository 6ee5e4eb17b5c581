"""Runs a command and writes what it and its children used, as JSON: `used.py <file> <command> …`."""

import json
import resource
import subprocess
import sys
import time

start = time.monotonic()
code = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL).returncode
seconds = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    # ru_maxrss is in kB on Linux and in bytes on macOS (getrusage(2)).
    kb = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss / 1024
    json.dump({"seconds": seconds, "cpuSeconds": used.ru_utime + used.ru_stime, "peakMb": kb / 1024}, file)
sys.exit(code)
