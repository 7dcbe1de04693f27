"""How much memory a process of its own needs.

Not by getrusage: that tells the parent's peak, where the parent had more when it started it.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEAK = '''
import sys
from pathlib import Path

def peak():
    """Kilobytes; Linux alone tells."""
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
'''


def said_by(script: str, *words: object, loud: bool = False) -> str:
    """What a script that may call `peak()` prints; on standard error too only where it is loud."""
    command = [sys.executable, "-c", PEAK + script, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert loud or done.stderr == ""
    return done.stdout
