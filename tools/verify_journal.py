#!/usr/bin/env python3
"""Verify a Holdfast journal (format version 1).

Written from docs/journal-format.md alone, so that it shares no code and no mistakes with the program that writes
journals. Python 3.9 or later, standard library only. It only reads, and needs little memory however long the journal is.
"""

import argparse
import calendar
import hashlib
import json
import os
import re
import stat
import subprocess
import sys

INTACT, BAD, UNREADABLE = 0, 1, 2

MAX_LINE = 1024 * 1024  # bytes, the ending 0x0A included
MAX_DEPTH = 512  # arrays and objects inside each other in `data`; the same on every Python, unlike its recursion limit
BLOCK = 128 * 1024  # bytes read and checked at once
WORTH_HELPERS = 96 * 1024 * 1024  # bytes of journal from which other processors are put to use
ZEROS = "0" * 64
MEMBERS = ["hash", "prev", "seq", "time", "type", "data"]
COVERED_FROM = 73

SEGMENT_NAME = re.compile(r"segment-([0-9]{6,})\.jsonl")
HEAD = re.compile(r"([1-9][0-9]*):([0-9a-f]{64})")
HEX64 = re.compile(r"[0-9a-f]{64}")
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
TIME_TEXT = r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z"
TYPE_TEXT = r"(?=[a-z0-9.-]{1,64}\")([a-z0-9-]+(?:\.[a-z0-9-]+)*)"
TIME = re.compile(TIME_TEXT)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MINUTE = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
TYPE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
RECORD = re.compile(
    r'\{"hash":"([0-9a-f]{64})","prev":"([0-9a-f]{64})","seq":(0|-?[1-9][0-9]*),"time":"'
    + TIME_TEXT + r'","type":"' + TYPE_TEXT + r'","data":'
)
# The short way's pattern is loose where `all_good` compares what was found with what has to stand there.
ROWS = re.compile(
    r'^\{"hash":"(.{64})","prev":"(.{64})","seq":([0-9]+),"time":"(.{10})T(.{5}):[0-5][0-9]\.[0-9]{3}Z",'
    r'"type":"([a-z0-9.-]+)","data":(.*)\}\n',
    re.MULTILINE,
)
LINES = re.compile(rb"[^\n]*\n|[^\n]+")
CREATED_DATA = re.compile(r'\{"format":1,"journalId":"[a-z0-9]{6}"\}')


class Unreadable(Exception):
    """The journal cannot be read, or the arguments are wrong: exit status 2."""


class Bad(Exception):
    """The journal is bad at one place: exit status 1."""

    def __init__(self, segment, line, seq, reason):
        super().__init__(reason)
        self.segment, self.line, self.seq, self.reason = segment, line, seq, reason

    def __str__(self):
        return "bad: %s line %d (seq %d): %s" % (self.segment, self.line, self.seq, self.reason)


# --- plain words -----------------------------------------------------------------------------------------------------


def show(text, limit=80):
    """Text from outside, made safe to print on one line."""
    text = str(text)
    if len(text) > limit:
        text = text[: limit - 20] + "... (%d characters)" % len(text)
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)


def os_reason(error):
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return show(error)


# --- JSON ------------------------------------------------------------------------------------------------------------


class NotStrict(ValueError):
    """Something Python's parser lets through, but that is not to stand in a record."""


class Members(list):
    """An object's members as (name, value) pairs."""


class Number(str):
    """A number's text; it is never converted, so its length costs nothing."""


def no_constant(name):
    raise NotStrict("%s is not JSON" % name)


def keep_members(pairs):
    seen = set()
    for name, _ in pairs:
        if name in seen:
            raise NotStrict('the member "%s" stands twice in one object' % show(name))
        seen.add(name)
    return Members(pairs)


SEPARATOR = os.urandom(16).hex()  # nothing a journal can foresee


def json_reader(**hooks):
    # `len` stands for "make something cheap of the number's text": numbers are checked for form, not converted.
    return json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=no_constant, **hooks)


PARSER = json.JSONDecoder(object_pairs_hook=keep_members, parse_int=Number, parse_float=Number, parse_constant=no_constant)


def outside_strings(text):
    """What of the JSON text stands outside strings. (For text that is JSON; of other text it is an approximation.)"""
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    return "".join(text.split('"')[::2])


def has_space_outside_strings(text):
    outside = outside_strings(text)
    return " " in outside or "\t" in outside or "\r" in outside or "\n" in outside


def too_deep(text):
    """Whether arrays and objects are nested more than MAX_DEPTH deep within `data` (the record itself is one more)."""
    if text.count("[") + text.count("{") <= MAX_DEPTH + 1:
        return False
    depth = 0
    for found in re.finditer(r"[\[\]{}]", outside_strings(text)):
        depth += 1 if found.group() in "[{" else -1
        if depth > MAX_DEPTH + 1:
            return True
    return False


# --- one record, slowly and in plain words ---------------------------------------------------------------------------


DATES = set()


def is_date(text):
    """Whether the text is YYYY-MM-DD and a day of the calendar."""
    if text in DATES:
        return True
    if not DATE.fullmatch(text):
        return False
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:])
    if not 1 <= month <= 12 or day < 1:
        return False
    last = 29 if month == 2 and calendar.isleap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    if day > last:
        return False
    if len(DATES) > 4000:
        DATES.clear()
    DATES.add(text)
    return True


def is_type(text):
    return len(text) <= 64 and TYPE.fullmatch(text) is not None


def why_not_a_line(line):
    """Rule 2, the part about bytes: a reason, or None."""
    if len(line) > MAX_LINE:
        return "the line is longer than 1 MiB"
    if line[-1:] != b"\n":
        return "the line does not end in a line break (torn tail)"
    if line == b"\n":
        return "the line is empty"
    if line[-2:] == b"\r\n":
        return "the line ends in CR LF (0x0D 0x0A); a record ends in 0x0A alone"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return "the line is not UTF-8 (byte %d of the line, counting from zero)" % error.start
    return None


def why_not_a_record(text):
    """Rule 2, the part about JSON and members, for a line without its 0x0A: a reason, or None."""
    if too_deep(text):
        return "the data is nested more than %d levels deep" % MAX_DEPTH
    if text[0] in " \t\r" or text[-1] in " \t\r":
        return "there is white space before or after the record"
    try:
        record, end = PARSER.raw_decode(text)
    except NotStrict as error:
        return str(error)
    except json.JSONDecodeError as error:
        return "the line is not JSON (%s, at character %d)" % (show(error.msg), error.pos)
    except RecursionError:
        return "the data is nested too deep"
    if end != len(text):
        return "the line is not JSON (something follows the record, at character %d)" % end
    if not isinstance(record, Members):
        return "the line is JSON, but not an object"

    names = [name for name, _ in record]
    for name in MEMBERS:
        if name not in names:
            return 'the member "%s" is missing' % name
    for name in names:
        if name not in MEMBERS:
            return 'there is a member "%s", which no record has' % show(name)
    if names != MEMBERS:
        return "the members do not stand in the order %s" % ", ".join(MEMBERS)
    if has_space_outside_strings(text):
        return "there is white space outside strings"

    value = dict(record)
    for name in ("hash", "prev"):
        if type(value[name]) is not str or not HEX64.fullmatch(value[name]):
            return "the %s is not 64 lower-case hex digits" % name
    if type(value["seq"]) is not Number or not INTEGER.fullmatch(value["seq"]):
        return "the seq is not an integer"
    if type(value["time"]) is not str or not TIME.fullmatch(value["time"]):
        return "the time is not of the form YYYY-MM-DDThh:mm:ss.mmmZ"
    if not is_date(value["time"][:10]):
        return "the time %s is not a day of the calendar" % value["time"][:10]
    if type(value["type"]) is not str or not is_type(value["type"]):
        return "the type is not 1 to 64 characters of lower-case words joined by dots"
    if not RECORD.match(text) or not text.endswith("}"):
        return "the record is not written exactly as the format says (escapes, perhaps, where none belong)"
    return None


def diagnose(line, prev, seq, opens):
    """Rules 2 to 6 for one line (with its 0x0A), in the rules' order: a reason, or None for a good record.

    `prev` and `seq` are what the record has to carry; `opens` is the segment's number at a segment's first line, else 0.
    """
    reason = why_not_a_line(line)
    if reason:
        return reason
    text = line[:-1].decode("utf-8")
    reason = why_not_a_record(text)
    if reason:
        return reason

    found = RECORD.match(text)
    given_hash, given_prev, given_seq, _, kind = found.groups()
    data = text[found.end() : -1]
    real_hash = hashlib.sha256(line[COVERED_FROM:-1]).hexdigest()
    if given_hash != real_hash:
        return "the hash is %s, but the record's text has the hash %s: the record was changed" % (given_hash, real_hash)
    if given_prev != prev:
        if seq == 1:
            return "the prev of a journal's first record is not 64 zeros"
        return "the prev is %s, but the record before has the hash %s" % (given_prev, prev)
    if given_seq != str(seq):
        return "the seq is %s, where %d has to stand" % (show(given_seq), seq)
    if opens == 1:
        if kind != "journal.created":
            return "the journal begins with %s, not with journal.created" % kind
        if not CREATED_DATA.fullmatch(data):
            return "journal.created does not carry format 1 and a journalId of 6 characters a-z 0-9, and nothing else"
    elif opens:
        if kind != "journal.segment-opened":
            return "the segment begins with %s, not with journal.segment-opened" % kind
        if data != '{"segment":%d,"prevHead":"%s"}' % (opens, prev):
            return (
                "journal.segment-opened does not carry this segment's number %d and the hash of the record before"
                " as prevHead, and nothing else" % opens
            )
    return None


# --- a journal -------------------------------------------------------------------------------------------------------


def list_segments(folder):
    """The names of the segments by number: {number: [name, ...]}."""
    try:
        names = os.listdir(folder)
    except (OSError, ValueError) as error:
        raise Unreadable("the folder %s: %s" % (show(folder, 300), os_reason(error))) from None
    segments = {}
    for name in names:
        found = SEGMENT_NAME.fullmatch(name)
        if found:
            segments.setdefault(int(found.group(1)), []).append(name)
    if not segments:
        raise Unreadable("the folder %s holds no journal (no segment-NNNNNN.jsonl)" % show(folder, 300))
    return segments


def open_segment(folder, name):
    path = os.path.join(folder, name)
    try:
        # A link or a pipe is not a segment: what it shows can be exchanged without touching the folder.
        if stat.S_ISLNK(os.lstat(path).st_mode):
            raise Unreadable("%s is a symbolic link, not a file" % name)
        flags = os.O_RDONLY
        for flag in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"):
            flags |= getattr(os, flag, 0)
        number = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise Unreadable("%s is not a file" % name)
            return open(number, "rb", buffering=0)
        except BaseException:
            os.close(number)
            raise
    except OSError as error:
        raise Unreadable("%s: %s" % (name, os_reason(error))) from None


def all_good(block, prev, seq):
    """The short way for a block of whole lines, none of them a segment's first: the lines' hashes if every line is plainly
    a good record, else None (then `diagnose` has to say which line is bad, and why).

    Everything is done on the whole block at once, in C: about ten times faster than one `diagnose` after the other.
    """
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\t" in text or "\r" in text:
        return None
    rows = ROWS.findall(text)
    lines = block.split(b"\n")
    lines.pop()
    count = len(lines)
    if len(rows) != count:  # each row is one whole line
        return None
    hashes, prevs, seqs, dates, minutes, types, datas = zip(*rows)
    sha256 = hashlib.sha256
    own = [sha256(line[73:]).hexdigest() for line in lines]
    if (
        list(hashes) != own
        or prevs[0] != prev
        or prevs[1:] != hashes[:-1]
        or seqs != tuple(map(str, range(seq + 1, seq + count + 1)))
        or not all(map(is_date, set(dates)))
        or not all(map(MINUTE.fullmatch, set(minutes)))
        or not all(map(is_type, set(types)))
    ):
        return None
    if max(map(len, lines)) >= 2 * MAX_DEPTH:  # a shorter line has no room for too deep a nesting
        for line in lines:
            if len(line) >= 2 * MAX_DEPTH and (len(line) >= MAX_LINE or too_deep(line.decode("utf-8"))):
                return None

    # All `data` at once, as one JSON array with a separator between every two. If all separators come back, each as
    # an element of the array itself and with one element between every two, then every `data` is one JSON value: a
    # bracket left open would have swallowed a separator, and a string cannot reach across a line break.
    array = "[" + (',\n"' + SEPARATOR + '",\n').join(datas) + "\n]"
    objects = []
    try:
        values, end = json_reader(object_hook=objects.append).scan_once(array, 0)
    except (ValueError, StopIteration, RecursionError):
        return None
    if end != len(array) or len(values) != 2 * count - 1 or values[1::2] != [SEPARATOR] * (count - 1):
        return None
    with_spaces = [data for data in datas if " " in data]
    if with_spaces and " " in outside_strings("".join(with_spaces)):
        return None

    # No name twice in an object: every member has its `":` in the text, so if the objects have as many different names
    # as there are `":`, none was lost. A string can hold `":` as well; then the names have to be looked at.
    if array.count('":') != sum(map(len, objects)):
        objects = []
        json_reader(object_pairs_hook=objects.append).scan_once(array, 0)
        if sum(map(len, objects)) != sum(map(len, map(dict, objects))):
            return None
    return own


def read_blocks(file):
    """The file's bytes in blocks of whole lines; what is not a whole line, or too long for one, comes as a block alone."""
    rest = b""
    first = True
    while True:
        more = file.read(BLOCK)
        block = rest + more
        if not more:
            if block:
                yield block
            return
        if first and b"\n" in block:  # a segment's first line alone: it has rules of its own
            first = False
            cut = block.index(b"\n") + 1
            yield block[:cut]
            block = block[cut:]
        cut = block.rfind(b"\n") + 1
        if cut:
            yield block[:cut]
        rest = block[cut:]
        if len(rest) > MAX_LINE:
            yield rest  # the caller stops here
            return


def verify_segment(blocks, name, number, seq, prev, head_seq, head_hash):
    """Check one segment; `seq` and `prev` are those of the record before. Returns the number of lines, and seq and hash
    of the last record.
    """
    line_number = 0
    for block in blocks:
        if line_number and block[-1:] == b"\n":
            own = all_good(block, prev, seq)
            if own is not None:
                count = len(own)
                if seq < head_seq <= seq + count and own[head_seq - seq - 1] != head_hash:
                    at = head_seq - seq
                    raise Bad(name, line_number + at, head_seq, not_the_head(own[at - 1], head_seq, head_hash))
                line_number += count
                seq += count
                prev = own[-1]
                continue
        for line in LINES.findall(block):
            line_number += 1
            seq += 1
            reason = diagnose(line, prev, seq, number if line_number == 1 else 0)
            if reason:
                raise Bad(name, line_number, seq, reason)
            prev = line[9:73].decode("ascii")
            if seq == head_seq and prev != head_hash:
                raise Bad(name, line_number, seq, not_the_head(prev, head_seq, head_hash))
    if line_number == 0:
        raise Bad(name, 1, seq + 1, "the segment is empty")
    return line_number, seq, prev


def not_the_head(own, head_seq, head_hash):
    return "the record has the hash %s, but the given head is %d:%s" % (own, head_seq, head_hash)


def verify_file(folder, name, number, seq, prev, head_seq, head_hash):
    lines = open_segment(folder, name)
    try:
        with lines:
            return verify_segment(read_blocks(lines), name, number, seq, prev, head_seq, head_hash)
    except OSError as error:
        raise Unreadable("%s: %s" % (name, os_reason(error))) from None


# A segment can be checked before the ones in front of it are, on the assumption that its first line's own `seq` and
# `prev` are right. Helper processes do that, one for each segment, each a fresh Python that runs `check_ahead`. What a
# helper says counts only when it found nothing wrong and its assumption turns out true; in every other case the segment
# is checked again, here and in order.

HELPER = "import runpy, sys; runpy.run_path(sys.argv[1])['check_ahead'](*sys.argv[2:])"


def check_ahead(folder, name, number, head_seq, head_hash):
    """In a helper: prints [assumed seq and prev of the record before, what verify_file returned], or nothing."""
    with open_segment(folder, name) as lines:
        first = lines.read(4096).split(b"\n", 1)[0].decode("utf-8", "replace")
    found = RECORD.match(first)
    if found and len(found.group(3)) <= 18:
        before = int(found.group(3)) - 1, found.group(2)
        print(json.dumps([before, verify_file(folder, name, int(number), *before, int(head_seq), head_hash)]))


class Helpers:
    """Has segments checked ahead by other processes, if there is much to check and there are processors for it."""

    def __init__(self, folder, names, head_seq, head_hash):
        self.segments = {number: (folder, name, str(number), str(head_seq), head_hash) for number, name in names}
        self.running = {}
        self.next = names[0][0] if names else 1
        self.ahead = min(os.cpu_count() or 1, 8)
        try:
            size = sum(os.lstat(os.path.join(folder, name)).st_size for _, name in names)
        except OSError:
            size = 0
        if self.ahead < 2 or len(names) < 2 or size < WORTH_HELPERS or not sys.executable:
            self.ahead = 0

    def start(self, number):
        self.running[number] = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", HELPER, os.path.abspath(__file__), *self.segments[number]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, number):
        """What a helper found: ((assumed seq, prev), (line number, seq, prev)). None: look yourself."""
        try:
            while self.next < number + self.ahead and self.next in self.segments:
                self.start(self.next)
                self.next += 1
        except (OSError, ValueError):
            self.ahead = 0  # no (more) processes to be had
        helper = self.running.get(number)
        if not helper:
            return None
        said = helper.communicate()[0]
        del self.running[number]
        try:
            before, after = json.loads(said)
            return tuple(before), tuple(after)
        except (ValueError, TypeError):
            return None

    def close(self):
        for helper in self.running.values():
            helper.kill()
        for helper in self.running.values():
            helper.communicate()
        self.running.clear()


def verify(folder, head=None, start=None):
    """Check a whole journal against rules 1 to 7. Returns its head (seq, hash); raises Bad or Unreadable.

    `head` is None or (seq as decimal text, hash); `start` likewise: the record before the first segment that is there.
    """
    head_seq, head_hash = 0, ""
    if head:
        # No journal has 10**18 records, so a longer number need not be converted to know that the journal ends before.
        head_seq = int(head[0]) if len(head[0]) <= 18 else 10**18
        head_hash = head[1]
    if head and start and head_seq <= int(start[0]) and (head_seq, head_hash) != (int(start[0]), start[1]):
        raise Unreadable("the given head's record is not in what begins after seq %s" % start[0])
    segments = list_segments(folder)
    if 0 in segments:
        raise Bad(sorted(segments[0])[0], 1, 1, "segment numbers begin at 1, but there is a segment 0")

    wrong_place = None  # up to here the segments are as they have to be
    names = []
    for expected, number in enumerate(sorted(segments), min(segments) if start else 1):
        name = "segment-%06d.jsonl" % expected
        if number != expected:
            wrong_place = name, "segment %d is missing (the next one there is %s)" % (expected, min(segments[number]))
            break
        others = sorted(other for other in segments[number] if other != name)
        if others:
            wrong_place = others[0], "segment %d has to be named %s" % (number, name)
            break
        names.append((number, name))

    seq, prev, line_number = (int(start[0]), start[1], 0) if start else (0, ZEROS, 0)
    helpers = Helpers(folder, names, head_seq, head_hash)
    try:
        for number, name in names:
            ahead = helpers.ask(number)
            if ahead and ahead[0] == (seq, prev):
                line_number, seq, prev = ahead[1]
            else:
                line_number, seq, prev = verify_file(folder, name, number, seq, prev, head_seq, head_hash)
    finally:
        helpers.close()
    if wrong_place:
        raise Bad(wrong_place[0], 1, seq + 1, wrong_place[1])
    if seq < head_seq:
        reason = "the journal ends after seq %d, before the given head's seq %s" % (seq, show(head[0]))
        raise Bad(names[-1][1], line_number + 1, seq + 1, reason)
    return seq, prev


# --- command line ----------------------------------------------------------------------------------------------------


class Arguments(argparse.ArgumentParser):
    def error(self, message):
        raise Unreadable("%s (try --help)" % show(message, 300))


class Once(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        if getattr(namespace, self.dest) is not None:
            parser.error("%s is given twice" % option_string)
        setattr(namespace, self.dest, values)


def read_arguments(argv):
    parser = Arguments(
        prog="verify_journal.py",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Verify that a Holdfast journal is intact: no record changed, inserted, removed or reordered.",
        epilog=(
            "Prints one line. Exit status:\n"
            "  0  intact: N records, head SEQ:HASH\n"
            "  1  bad: segment-NNNNNN.jsonl line L (seq S): reason   (the first bad record; S is the seq due at that place)\n"
            "  2  the journal cannot be read, or the arguments are wrong (the line goes to standard error)\n"
            "\n"
            "Without --head, whole records removed from the journal's end cannot be seen. Keep heads elsewhere."
        ),
    )
    parser.add_argument("folder", metavar="DIR", help="the journal's folder")
    parser.add_argument(
        "--head",
        metavar="SEQ:HASH",
        action=Once,
        help="a head kept elsewhere: the record with this seq must exist and have this hash",
    )
    parser.add_argument(
        "--from",
        dest="start",
        metavar="SEQ:HASH",
        action=Once,
        help="the journal's first segments are elsewhere: the last record of those, as journal.segments-archived or a manifest names it",
    )
    options = parser.parse_args(argv)
    return options.folder, read_head("--head", options.head), read_head("--from", options.start)


def read_head(option, text):
    if text is None:
        return None
    found = HEAD.fullmatch(text)
    if not found or (option == "--from" and len(found.group(1)) > 15):
        raise Unreadable("%s has to be SEQ:HASH, a seq from 1 and 64 lower-case hex digits, not %s" % (option, show(text)))
    return found.groups()


def put(stream, line):
    """Print one line; a closed or full output is no reason for a traceback, the exit status still tells."""
    try:
        encoding = stream.encoding or "utf-8"
        stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()
    except (OSError, ValueError, AttributeError):
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError, AttributeError):
            pass


def main(argv=None):
    try:
        folder, head, start = read_arguments(argv)
        seq, own = verify(folder, head, start)
    except Bad as bad:
        put(sys.stdout, str(bad))
        return BAD
    except Unreadable as error:
        put(sys.stderr, "cannot verify: %s" % error)
        return UNREADABLE
    except KeyboardInterrupt:
        put(sys.stderr, "cannot verify: interrupted")
        return UNREADABLE
    except MemoryError:
        put(sys.stderr, "cannot verify: out of memory")
        return UNREADABLE
    put(sys.stdout, "intact: %d records, head %d:%s" % (seq - int(start[0] if start else 0), seq, own))
    return INTACT


if __name__ == "__main__":
    sys.exit(main())
