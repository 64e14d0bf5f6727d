"""Journals built from docs/journal-format.md, not by the program's writer, and the verifier run on them."""

import hashlib
import json
import os
import sys
import tempfile
import unittest
from unittest import mock

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools")
SCRIPT = os.path.join(TOOLS, "verify_journal.py")
sys.path.insert(0, TOOLS)
sys.dont_write_bytecode = True

import verify_journal  # noqa: E402

ZEROS = "0" * 64
TIME = "2025-03-01T10:11:12.345Z"
MIB = 1024 * 1024


def seal(covered):
    """A line from its covered text (bytes, without 0x0A)."""
    return b'{"hash":"' + hashlib.sha256(covered).hexdigest().encode() + covered + b"\n"


def record(prev, seq, kind, data, time=TIME):
    text = '","prev":"%s","seq":%s,"time":"%s","type":"%s","data":%s}' % (prev, seq, time, kind, data)
    return seal(text.encode("utf-8"))


def hash_of(line):
    return line[9:73].decode()


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


DATA = [
    compact({"bot": "grid-1", "why": 'price "crossed", the line: 64,000 € \\ ok', "levels": [1, 2.5, -3e-7, True, None]}),
    compact({"order": "o-1", "nested": {"a": {"a": [{"a": ":"}, {"b": '":"'}]}}, "text": "a: b, c { d } [ e ]"}),
    '"text alone, with \\u00e9 and \\ud83d\\ude00 and \\n"',
    "12345678901234567890.5E+400",
    "[]",
    "{}",
    "null",
    compact({"": "", "__proto__": {"x": 1}, "\u2028": "\u2028 \u0085"}),
]


def journal(segments=3, records=5):
    """A good journal: a list of segments, each a list of lines."""
    prev, seq, made = ZEROS, 0, []
    for number in range(1, segments + 1):
        lines = []
        for at in range(records):
            seq += 1
            if seq == 1:
                kind, data = "journal.created", '{"format":1,"journalId":"ab12z9"}'
            elif at == 0:
                kind, data = "journal.segment-opened", '{"segment":%d,"prevHead":"%s"}' % (number, prev)
            else:
                kind, data = ("order.decided", "bot.tick", "x")[seq % 3], DATA[seq % len(DATA)]
            lines.append(record(prev, seq, kind, data))
            prev = hash_of(lines[-1])
        made.append(lines)
    return made


class JournalTest(unittest.TestCase):
    damaged = None  # the record a test has just damaged, for its message

    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = os.path.join(kept.name, "journal")
        os.mkdir(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, segments):
        for name in os.listdir(self.folder):
            os.remove(self.path(name))
        for number, lines in enumerate(segments, 1):
            with open(self.path("segment-%06d.jsonl" % number), "wb") as file:
                file.write(b"".join(lines))

    def run_main(self, *arguments):
        """(exit status, the one line), in this process."""
        said = []
        with mock.patch.object(verify_journal, "put", lambda stream, line: said.append(line)):
            status = verify_journal.main(list(arguments) or [self.folder])
        self.assertEqual(1, len(said))
        self.assertNotIn("\n", said[0])
        return status, said[0]

    def assert_intact(self, segments, *more):
        count = sum(map(len, segments))
        self.assertEqual(
            (0, "intact: %d records, head %d:%s" % (count, count, hash_of(segments[-1][-1]))),
            self.run_main(self.folder, *more),
        )

    def assert_bad(self, segment, line, seq, words, *more):
        status, said = self.run_main(self.folder, *more)
        self.assertEqual(1, status, said)
        begin = "bad: segment-%06d.jsonl line %d (seq %d): " % (segment, line, seq)
        self.assertTrue(said.startswith(begin), "%r does not begin with %r: %r" % (said, begin, self.damaged))
        self.assertIn(words, said[len(begin) :])
        # The short way through good blocks must not change what is said.
        with mock.patch.object(verify_journal, "all_good", lambda *_: None):
            self.assertEqual((status, said), self.run_main(self.folder, *more))

    def assert_unreadable(self, words, *arguments):
        status, said = self.run_main(*arguments)
        self.assertEqual(2, status, said)
        self.assertIn(words, said)

    def each_place(self):
        """Every record of a good journal of three segments with five records: (segments, segment index, line index, seq)."""
        for s in range(3):
            for at in range(5):
                yield journal(), s, at, s * 5 + at + 1

    def damage_everywhere(self, change, words):
        """change(line) -> line; it has to be reported at exactly that record, wherever it stands."""
        for segments, s, at, seq in self.each_place():
            segments[s][at] = change(segments[s][at])
            self.damaged = segments[s][at][:300]
            self.write(segments)
            self.assert_bad(s + 1, at + 1, seq, words)


def resealed(change):
    """The damage of someone who computes the changed record's own hash anew."""
    return lambda line: seal(change(line[73:-1]))


def with_data(data):
    data = data if isinstance(data, bytes) else data.encode("utf-8")
    return resealed(lambda covered: covered[: covered.index(b',"data":') + 8] + data + b"}")


def replaced(old, new):
    return resealed(lambda covered: covered.replace(old, new, 1))


def with_seq(text):
    def change(covered):
        begin = covered.index(b'"seq":') + 6
        return covered[:begin] + text.encode() + covered[covered.index(b',"time":') :]

    return resealed(change)


def with_time(text):
    return replaced(TIME.encode(), text.encode())


def with_type(text):
    def change(covered):
        begin = covered.index(b'"type":"') + 8
        return covered[:begin] + text.encode() + covered[covered.index(b'","data":') :]

    return resealed(change)


def record_before(segments, s, at):
    before = [line for lines in segments for line in lines][: s * 5 + at]
    return hash_of(before[-1]) if before else ZEROS
