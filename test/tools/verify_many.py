"""Runs tools/verify_journal.py for each list of arguments (JSON, one a line) on standard input; answers `STATUS LINE`."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))

import verify_journal  # noqa: E402

said = []
verify_journal.put = lambda _, line: said.append(line)
for arguments in sys.stdin:
    said.clear()
    status = verify_journal.main(json.loads(arguments))
    print(status, *said, flush=True)
