#!/usr/bin/env python3
"""Verify a Holdfast journal (format version 1).

Written from docs/journal-format.md alone, so that it shares no code and no mistakes with the program that writes
journals. Python 3.9 or later, standard library only. It only reads, and needs little memory however long the journal is.
"""

import argparse
import base64
import calendar
import hashlib
import hmac
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
PHRASE = re.compile(r"([1-9][0-9]*):([0-9A-Za-z-]{28,40})")
START = re.compile(r"([a-z0-9]{6}):([1-9][0-9]{0,15}):([0-9a-f]{64})")
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
CREATED_DATA = re.compile(r'\{"format":1,"journalId":"([a-z0-9]{6})"\}')


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


# --- the tree (RFC 9162) ---------------------------------------------------------------------------------------------


def leaf(record_hash):
    return hashlib.sha256(b"\0" + record_hash).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The Merkle tree over the records so far, as the roots of its perfect subtrees: one by its height, or None."""

    def __init__(self):
        self.size = 0
        self.by_height = []

    @staticmethod
    def of(size, peaks):
        """The tree of that size with these roots of its perfect subtrees, largest first; None when it has others than so many."""
        heights = [height for height in range(size.bit_length()) if size >> height & 1]
        if len(peaks) != len(heights):
            return None
        tree = Tree()
        tree.size = size
        tree.by_height = [None] * size.bit_length()
        for height, peak in zip(reversed(heights), peaks):
            tree.by_height[height] = peak
        return tree

    def add(self, hashes):
        """Adds records by their hashes (hex), many at once: each height is done as a whole."""
        self.size += len(hashes)
        sha256 = hashlib.sha256
        row = [sha256(b"\0" + each).digest() for each in map(bytes.fromhex, hashes)]
        height = 0
        while row:
            if height == len(self.by_height):
                self.by_height.append(None)
            if self.by_height[height] is not None:
                row.insert(0, self.by_height[height])
            self.by_height[height] = row.pop() if len(row) % 2 else None
            row = [sha256(b"\1" + left + right).digest() for left, right in zip(row[::2], row[1::2])]
            height += 1

    def peaks(self):
        return [peak for peak in reversed(self.by_height) if peak is not None]

    def root(self):
        root = None
        for peak in self.by_height:
            if peak is not None:
                root = peak if root is None else node(peak, root)
        return hashlib.sha256().digest() if root is None else root


def path_length(index, size):
    """How many digests the inclusion proof of entry `index` in a tree of `size` entries has."""
    count, fn, sn = 0, index, size - 1
    while sn:
        count += fn % 2 == 1 or fn != sn
        fn, sn = fn // 2, sn // 2
    return count


def root_by_path(entry, index, size, path):
    """RFC 9162, 2.1.3.2: the root that the proof leads to, or None when it cannot be one."""
    if not 0 <= index < size or len(path) != path_length(index, size):
        return None
    fn, sn, digest = index, size - 1, leaf(entry)
    for step in path:
        if fn % 2 or fn == sn:
            digest = node(step, digest)
            while fn and not fn % 2:
                fn, sn = fn // 2, sn // 2
        else:
            digest = node(digest, step)
        fn, sn = fn // 2, sn // 2
    return digest if sn == 0 else None


def is_growth(first, first_root, second, second_root, path):
    """RFC 9162, 2.1.4.2: whether the path proves that the tree of `second` entries begins with the one of `first`."""
    if not 1 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    path = ([first_root] if first & (first - 1) == 0 else []) + path
    fn, sn = first - 1, second - 1
    while fn % 2:
        fn, sn = fn // 2, sn // 2
    if not path:
        return False
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            fr, sr = node(step, fr), node(step, sr)
            while fn and not fn % 2:
                fn, sn = fn // 2, sn // 2
        else:
            sr = node(sr, step)
        fn, sn = fn // 2, sn // 2
    return sn == 0 and fr == first_root and sr == second_root


# --- signatures (Ed25519, RFC 8032) ----------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add_points(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_of(encoded):
    """A point from its 32 bytes, or None."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    if x % 2 != sign:
        x = P - x
    return x, y, 1, x * y % P


def bytes_of(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x % 2) << 255).to_bytes(32, "little")


class Multiples:
    """A point times 0 to 255 at each of 32 bytes: multiplying is then 32 additions. Worth it for a point used often."""

    def __init__(self, point):
        self.rows = []
        for _ in range(32):
            row = [NEUTRAL]
            for _ in range(255):
                row.append(add_points(row[-1], point))
            self.rows.append(row)
            point = add_points(row[-1], point)

    def times(self, number):
        total = NEUTRAL
        for row, byte in zip(self.rows, number.to_bytes(32, "little")):
            if byte:
                total = add_points(total, row[byte])
        return total


BASE_POINT = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
TABLES = {}


def multiples_of(name, point):
    if name not in TABLES:
        if len(TABLES) > 4:
            TABLES.clear()
        TABLES[name] = Multiples(point)
    return TABLES[name]


def is_signed(key, signature, message):
    """Whether the 64 bytes are the signature of the message by the key of 32 bytes."""
    point, s = point_of(key), int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, t = point
    minus = multiples_of(key, (P - x, y, z, P - t)).times(k)
    return bytes_of(add_points(multiples_of(b"base", BASE_POINT).times(s), minus)) == signature[:32]


# --- checkpoints -----------------------------------------------------------------------------------------------------

CHECKPOINT = "journal.checkpoint"
ARCHIVED = "journal.archived"
NOTABLE = {CHECKPOINT, ARCHIVED}  # kinds of records that say something of the journal itself
MAX_UNCOVERED = 250_000
H32 = r"([0-9a-f]{64})"
CHECKPOINT_DATA = re.compile(
    r'\{"why":"([a-z-]{1,32})","at":"(' + TIME_TEXT.replace("([0-9]{4}-", "(?:[0-9]{4}-", 1) + r')","size":([1-9][0-9]{0,15}),"head":"' + H32
    + r'","root":"' + H32 + r'","peaks":\[((?:"[0-9a-f]{64}",?)+)\],"seal":(null|\{"id":"([0-9a-f]{16})","step":(0|[1-9][0-9]{0,14}),"mac":"' + H32
    + r'"\}),"signature":(null|\{"key":"' + H32 + r'","value":"([0-9a-f]{128})"\}),"unsigned":(null|"[a-z-]{1,32}")\}'
)


class Checkpoint:
    """The data of a checkpoint's record; `None` comes of `read` for anything else."""

    @staticmethod
    def read(data):
        found = CHECKPOINT_DATA.fullmatch(data)
        if not found or not is_date(found.group(2)[:10]):
            return None
        return Checkpoint(found.groups())

    def __init__(self, found):
        self.why, self.at, size, self.head, self.root, self.peaks, seal, self.seal_id, step, self.mac = found[:10]
        signature, self.key, self.value, unsigned = found[10:]
        self.size, self.step = int(size), int(step or 0)
        self.sealed, self.signed, self.says_why_not = seal != "null", signature != "null", unsigned != "null"

    def statement(self, journal):
        lines = ("holdfast journal checkpoint 1", journal, self.why, self.at, str(self.size), self.head, self.root, "")
        return "\n".join(lines).encode()

    def sealed_text(self, journal):
        return self.statement(journal) + ("seal %s %d\n" % (self.seal_id, self.step)).encode()

    def signature_holds(self, journal):
        return is_signed(bytes.fromhex(self.key), bytes.fromhex(self.value), self.statement(journal))


class Checkpoints:
    """Holds every checkpoint against the records before it: rule 8. `keys` are public keys in hex, None for whichever;
    `seal_keys` the first keys of seals by the seal's id. `start` (journal's id, seq, hash): the first records are elsewhere;
    then the first checkpoint that covers them is taken at its word about them, and held against the rest. With `archived`, the entry
    of the archive's note for the last of them, the tree goes on from its peaks, and rule 9 holds.
    """

    def __init__(self, keys=None, seal_keys=None, start=None, archived=None):
        self.keys = keys
        self.seal_keys = dict(seal_keys or {})
        self.seal_steps = dict.fromkeys(self.seal_keys, 0)
        self.seals_met = set()
        self.tree = Tree()
        self.waiting = []  # hashes that the tree does not cover yet
        self.journal, self.absent, self.head = start or ("", 0, "")
        self.began_later = self.adopting = self.absent > 0
        self.archived, self.on_record = archived, False
        if archived:
            self.tree, self.adopting = archived.tree, False
        self.last_size = self.count = self.sealed = 0
        self.seal = None
        self.last_signed = None

    def tell(self, name, line_number, seq, hashes, checkpoints):
        if type(hashes) is str:
            self.journal = hashes
            return
        done = 0
        for at, kind, data in checkpoints:
            if kind == ARCHIVED:
                self.on_record = self.on_record or self.archived is not None and self.archived.is_said_by(data)
                continue
            self.waiting += hashes[done:at]
            done = at
            reason = self.why_bad(seq + at + 1, data)
            if reason:
                raise Bad(name, line_number + at + 1, seq + at + 1, reason)
        self.waiting += hashes[done:]
        while len(self.waiting) >= 2 * MAX_UNCOVERED:
            self.grow(MAX_UNCOVERED)

    def adopt(self, checkpoint):
        """Takes the tree over the absent records and those up to the checkpoint's size from the checkpoint itself."""
        peaks = [bytes.fromhex(peak) for peak in HEX64.findall(checkpoint.peaks)]
        tree = Tree.of(checkpoint.size, peaks)
        if tree is None:
            return "the checkpoint's peaks are not those of %d records" % checkpoint.size
        self.grow(checkpoint.size - self.absent)
        self.tree, self.adopting = tree, False
        return None

    def grow(self, count):
        if count > 0:
            self.head = self.waiting[count - 1]
            if self.adopting:
                self.absent += count
            else:
                self.tree.add(self.waiting[:count])
            del self.waiting[:count]

    def why_bad(self, seq, data):
        checkpoint = Checkpoint.read(data)
        if not checkpoint:
            return "the checkpoint does not hold what a checkpoint holds, or not in that order"
        size = checkpoint.size
        if size >= seq:
            return "the checkpoint covers %d records, but only %d stand before it" % (size, seq - 1)
        if size < self.last_size:
            return "the checkpoint covers %d records, the one before covered %d" % (size, self.last_size)
        if size < seq - 1 - MAX_UNCOVERED:
            return "the checkpoint covers %d records, though %d stand before it" % (size, seq - 1)
        self.last_size = size
        if size < self.absent:  # all that it covers is elsewhere
            return self.why_seal_bad(checkpoint) or self.why_hand_bad(seq, checkpoint)
        reason = self.adopt(checkpoint) if self.adopting else None
        if reason:
            return reason
        self.grow(size - self.tree.size)
        if checkpoint.head != self.head:
            return "the checkpoint's head is not the hash of record %d" % size
        if checkpoint.root != self.tree.root().hex():
            return "the checkpoint's root is not that of the first %d records" % size
        if checkpoint.peaks != ",".join('"%s"' % peak.hex() for peak in self.tree.peaks()):
            return "the checkpoint's peaks are not those of the first %d records" % size
        return self.why_seal_bad(checkpoint) or self.why_hand_bad(seq, checkpoint)

    def why_seal_bad(self, checkpoint):
        if not checkpoint.sealed:
            return None
        seal_id, step = checkpoint.seal_id, checkpoint.step
        same = self.seal is not None and self.seal[0] == seal_id
        if not same and seal_id in self.seals_met:
            return "the seal %s is gone on with after another one" % seal_id
        due = self.seal[1] + 1 if same else step if self.began_later and self.seal is None else 0
        if step != due:
            return "the seal's step is %d, where %d is due: checkpoints are missing" % (step, due)
        self.seal = seal_id, step
        self.seals_met.add(seal_id)
        if seal_id not in self.seal_keys:
            return None
        while self.seal_steps[seal_id] < step:
            self.seal_keys[seal_id] = hashlib.sha256(b"holdfast journal seal next\n" + self.seal_keys[seal_id]).digest()
            self.seal_steps[seal_id] += 1
        mac = hmac.new(self.seal_keys[seal_id], checkpoint.sealed_text(self.journal), "sha256").hexdigest()
        if mac != checkpoint.mac:
            return "the seal's MAC is not that of its key"
        self.sealed += 1
        return None

    def why_hand_bad(self, seq, checkpoint):
        self.count += 1
        if checkpoint.signed == checkpoint.says_why_not:
            return "the checkpoint has to be signed, or to say why not"
        if not checkpoint.signed:
            return None
        if self.keys is not None and checkpoint.key not in self.keys:
            return "the checkpoint is signed by another key: %s" % checkpoint.key
        if not checkpoint.signature_holds(self.journal):
            return "the checkpoint's signature does not hold"
        self.last_signed = seq, checkpoint.size, checkpoint.key
        return None

    def missing(self):
        """What was asked for, or is due, and never came."""
        if self.archived and not self.on_record:
            return "no record says that the segments before %d, up to record %d, were archived" % (self.archived.segment + 1, self.archived.seq)
        if self.keys is not None and not self.last_signed:
            return "no checkpoint is signed by the given key"
        for seal_id in self.seal_keys:
            if seal_id not in self.seals_met:
                return "no checkpoint carries the given seal %s" % seal_id
        return None

    def words(self):
        if not self.count:
            return ""
        words = ", %d checkpoints" % self.count
        if self.seal_keys:
            words += ", %d seals right" % self.sealed
        if not self.last_signed:
            return words + ", none signed"
        return words + ", signed up to record %d by %s" % self.last_signed[1:]


# --- archived segments -----------------------------------------------------------------------------------------------

NOTE = "archived.json"
MAX_NOTE = 256 * 1024 * 1024  # bytes


class Archived:
    """The last archived segment before those that are here, as the archive's note has it."""

    def __init__(self, journal, segment, seq, own, tree):
        self.journal, self.segment, self.seq, self.own, self.tree = journal, segment, seq, own, tree

    def is_said_by(self, data):
        """Whether the data of a `journal.archived` says that this segment was archived."""
        value = json.loads(data)
        if type(value) is not dict or value.get("journalId") != self.journal or type(value.get("segments")) is not list:
            return False
        due = self.segment, self.seq, self.own
        places = [value.get("before")] + value["segments"]
        return any(type(each) is dict and (each.get("segment"), each.get("seq"), each.get("hash")) == due for each in places)


def read_note(folder, segment):
    """What the note in the journal's folder says of an archived segment; None when there is no note, or it does not name it."""
    path = os.path.join(folder, NOTE)
    if not os.path.lexists(path):
        return None
    wrong = Unreadable("%s is not the note of an archive, or is damaged" % show(path, 300))
    try:
        note = json.loads(read_text(path, MAX_NOTE))
        journal, segments = note["journalId"], note["segments"]
        if (note["format"], note["version"]) != ("holdfast-archive", 1) or not re.fullmatch("[a-z0-9]{6}", journal):
            raise wrong
        if [each["segment"] for each in segments] != list(range(1, len(segments) + 1)):
            raise wrong
        if segment > len(segments):
            return None
        found = segments[segment - 1]
        seq, own, peaks = found["seq"], found["hash"], found["peaks"]
        if type(seq) is not int or seq < 1 or not all(type(each) is str and HEX64.fullmatch(each) for each in [own] + peaks):
            raise wrong
    except (ValueError, KeyError, TypeError, RecursionError):
        raise wrong from None
    tree = Tree.of(seq, [bytes.fromhex(each) for each in peaks])
    if tree is None:
        raise wrong
    return Archived(journal, segment, seq, own, tree)


# --- the proof of one record -----------------------------------------------------------------------------------------

PROOF_LINES = (
    re.compile(r"holdfast record proof 1"),
    re.compile(r"journal ([a-z0-9]{6})"),
    re.compile(r"record ([1-9][0-9]{0,15}) " + H32),
    re.compile(r"tree ([1-9][0-9]{0,15})"),
    re.compile(r"path ([A-Za-z0-9+/]*={0,2})"),
)


class NotProven(Exception):
    """The proof does not hold: exit status 1."""


def verify_proof(path, keys, head):
    """Check a proof file (docs/journal-format.md, "The proof of a record"). Returns what it proves, in words."""
    text = read_text(path, 4 * MAX_LINE)
    lines = text[:-1].split("\n") if text.endswith("\n") else text.split("\n")
    found = [pattern.fullmatch(line) for pattern, line in zip(PROOF_LINES, lines)]
    if len(lines) not in (len(PROOF_LINES) + 1, len(PROOF_LINES) + 2) or None in found:
        raise Unreadable("%s is not a proof of a record" % show(path, 300))
    journal, (seq, given), size = found[1].group(1), found[2].groups(), int(found[3].group(1))
    try:
        blob = base64.b64decode(found[4].group(1), validate=True)
    except ValueError:
        raise Unreadable("the path in %s is not base64" % show(path, 300)) from None
    steps = [blob[at : at + 32] for at in range(0, len(blob), 32)]

    kind, checkpoint_seq, _, data = proof_record(lines[5], "the checkpoint's line")
    checkpoint = Checkpoint.read(data) if kind == CHECKPOINT else None
    if checkpoint is None:
        raise NotProven("the checkpoint's line is not a checkpoint")
    if checkpoint.size != size:
        raise NotProven("the checkpoint covers %d records, the proof speaks of %d" % (checkpoint.size, size))
    if len(lines) > 6:
        _, own_seq, own, _ = proof_record(lines[6], "the record's line")
        if own_seq != seq or own != given:
            raise NotProven("the record's line is not the record that the proof is of")
    root = root_by_path(bytes.fromhex(given), int(seq) - 1, size, steps) if not len(blob) % 32 else None
    if root is None or root.hex() != checkpoint.root:
        raise NotProven("the path does not lead from record %s to the checkpoint's root" % seq)
    if head is not None and not (int(head[0]) == size and checkpoint.head.startswith(head[1])):
        raise NotProven("the checkpoint's head %d:%s is not the given one" % (size, checkpoint.head))
    if checkpoint.signed and not checkpoint.signature_holds(journal):
        raise NotProven("the checkpoint's signature does not hold")
    if keys is not None and not (checkpoint.signed and checkpoint.key in keys):
        raise NotProven("the checkpoint is not signed by the given key")
    by = "signed by %s" % checkpoint.key if checkpoint.signed else "not signed"
    return "proven: record %s:%s of journal %s is among the %d records of checkpoint %s of %s, root %s, %s" % (
        seq, given, journal, size, checkpoint_seq, checkpoint.at, checkpoint.root, by)


def proof_record(line, what):
    """(type, seq, hash, data) of a line that is a record in itself."""
    found = RECORD.match(line)
    if not found or why_not_a_line(line.encode("utf-8", "surrogateescape") + b"\n") or why_not_a_record(line):
        raise NotProven("%s is not a record" % what)
    if hashlib.sha256(line.encode()[COVERED_FROM:]).hexdigest() != found.group(1):
        raise NotProven("%s was changed: its hash is another" % what)
    return found.group(5), found.group(3), found.group(1), line[found.end() : -1]


def read_text(path, most):
    try:
        with open(path, "rb") as file:
            text = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise Unreadable("%s: %s" % (show(path, 300), os_reason(error))) from None
    if len(text) > most:
        raise Unreadable("%s is longer than %d bytes" % (show(path, 300), most))
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("%s is not text" % show(path, 300)) from None


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


def list_all(folder, archives):
    """As list_segments, of the journal's folder and the archives' together, and the folder of each number. The journal's own goes first."""
    segments = list_segments(folder)
    folders = dict.fromkeys(segments, folder)
    for archive in archives:
        for number, names in list_segments(archive).items():
            if number not in segments:
                segments[number], folders[number] = names, archive
    return segments, folders


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
    return own, [(at, kind, datas[at]) for at, kind in enumerate(types) if kind in NOTABLE] if NOTABLE.intersection(types) else []


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


def verify_segment(blocks, name, number, seq, prev, head_seq, head_hash, tell):
    """Check one segment; `seq` and `prev` are those of the record before. Returns the number of lines, and seq and hash
    of the last record. Calls tell(line, seq, hashes, checkpoints) for each run of good records: line and seq of the one
    before its first, the hashes, and (place in the run, type, data) of each record that says something of the journal.
    """
    line_number = 0
    for block in blocks:
        if line_number and block[-1:] == b"\n":
            good = all_good(block, prev, seq)
            if good is not None:
                own, checkpoints = good
                count = len(own)
                if seq < head_seq <= seq + count and not own[head_seq - seq - 1].startswith(head_hash):
                    at = head_seq - seq
                    tell(name, line_number, seq, own[: at - 1], [each for each in checkpoints if each[0] < at - 1])
                    raise Bad(name, line_number + at, head_seq, not_the_head(own[at - 1], head_seq, head_hash))
                tell(name, line_number, seq, own, checkpoints)
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
            if seq == head_seq and not prev.startswith(head_hash):
                raise Bad(name, line_number, seq, not_the_head(prev, head_seq, head_hash))
            kind, data = type_and_data(line)
            if seq == 1:
                tell(name, 0, 0, CREATED_DATA.fullmatch(data).group(1), [])
            tell(name, line_number - 1, seq - 1, [prev], [(0, kind, data)] if kind in NOTABLE else [])
    if line_number == 0:
        raise Bad(name, 1, seq + 1, "the segment is empty")
    return line_number, seq, prev


def not_the_head(own, head_seq, head_hash):
    return "the record has the hash %s, but the given head is %d:%s" % (own, head_seq, head_hash)


def type_and_data(line):
    text = line[:-1].decode("utf-8")
    found = RECORD.match(text)
    return found.group(5), text[found.end() : -1]


def verify_file(folder, name, number, seq, prev, head_seq, head_hash, tell):
    lines = open_segment(folder, name)
    try:
        with lines:
            return verify_segment(read_blocks(lines), name, number, seq, prev, head_seq, head_hash, tell)
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
        told = []
        after = verify_file(folder, name, int(number), *before, int(head_seq), head_hash, lambda *run: told.append(run))
        # All as one run: the segment's hashes are 6 MB of text, which a pipe takes in a few milliseconds.
        hashes = [each for run in told if type(run[3]) is list for each in run[3]]
        checkpoints = [(run[2] - before[0] + at, kind, data) for run in told for at, kind, data in run[4]]
        journal = next((run[3] for run in told if type(run[3]) is str), None)
        print(json.dumps([before, after, journal, "".join(hashes), checkpoints]))


class Helpers:
    """Has segments checked ahead by other processes, if there is much to check and there are processors for it."""

    def __init__(self, folders, names, head_seq, head_hash):
        self.segments = {number: (folders[number], name, str(number), str(head_seq), head_hash) for number, name in names}
        self.running = {}
        self.next = names[0][0] if names else 1
        self.ahead = min(os.cpu_count() or 1, 8)
        try:
            size = sum(os.lstat(os.path.join(folders[number], name)).st_size for number, name in names)
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
        """What a helper found: [(assumed seq, prev), (line number, seq, prev), journal id or None, hashes as one text,
        checkpoints]. None: look yourself.
        """
        try:
            while self.ahead and self.next < number + self.ahead and self.next in self.segments:
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
            before, after, journal, hashes, checkpoints = json.loads(said)
            return tuple(before), tuple(after), journal, hashes, checkpoints
        except (ValueError, TypeError):
            return None

    def close(self):
        for helper in self.running.values():
            helper.kill()
        for helper in self.running.values():
            helper.communicate()
        self.running.clear()


def verify(folder, head=None, checks=None, start=None, archives=()):
    """Check a whole journal against rules 1 to 9. Returns its head (seq, hash); raises Bad or Unreadable.

    `archives` are folders with segments that are not in the journal's own any more. `head` is None or (seq as decimal text, hash or how it begins), `checks` what holds the checkpoints against the records,
    `start` (journal's id, seq, hash): the record before the first segment that is there.
    """
    checks = checks or Checkpoints()
    head_seq, head_hash = 0, ""
    if head:
        # No journal has 10**18 records, so a longer number need not be converted to know that the journal ends before.
        head_seq = int(head[0]) if len(head[0]) <= 18 else 10**18
        head_hash = head[1]
    if head and start and not (head_seq > start[1] or head_seq == start[1] and start[2].startswith(head_hash)):
        raise Unreadable("the record of the given head is not in what begins after seq %d" % start[1])
    segments, folders = list_all(folder, archives)
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

    _, seq, prev = start or ("", 0, ZEROS)
    line_number = 0
    helpers = Helpers(folders, names, head_seq, head_hash)
    try:
        for number, name in names:
            ahead = helpers.ask(number)
            if ahead and ahead[0] == (seq, prev):
                if ahead[2]:
                    checks.tell(name, 0, 0, ahead[2], [])
                hashes = ahead[3]
                checks.tell(name, 0, seq, [hashes[at : at + 64] for at in range(0, len(hashes), 64)], ahead[4])
                line_number, seq, prev = ahead[1]
            else:
                line_number, seq, prev = verify_file(folders[number], name, number, seq, prev, head_seq, head_hash, checks.tell)
    finally:
        helpers.close()
    if wrong_place:
        raise Bad(wrong_place[0], 1, seq + 1, wrong_place[1])
    if seq < head_seq:
        reason = "the journal ends after seq %d, before the given head's seq %s" % (seq, show(head[0]))
        raise Bad(names[-1][1], line_number + 1, seq + 1, reason)
    missing = checks.missing()
    if missing:
        raise Bad(names[-1][1], line_number + 1, seq + 1, missing)
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
            "  0  intact: N records, head SEQ:HASH   (and what the checkpoints prove), or proven: ...\n"
            "  1  bad: segment-NNNNNN.jsonl line L (seq S): reason   (the first bad record; S is the seq due at that place)\n"
            "     not proven: reason   (with --proof)\n"
            "  2  the journal cannot be read, or the arguments are wrong (the line goes to standard error)\n"
            "\n"
            "Without --head, whole records removed from the journal's end cannot be seen. Keep heads elsewhere."
        ),
    )
    parser.add_argument("folder", metavar="DIR", nargs="?", help="the journal's folder")
    parser.add_argument("--proof", metavar="FILE", action=Once, help="verify the proof of one record instead of a journal")
    parser.add_argument("--key", metavar="HEX", action="append", help="the public key checkpoints have to be signed with; may be repeated")
    parser.add_argument("--seal-key", metavar="FILE", action=Once, help="a file with lines ID KEY: first keys of seals, in hex")
    parser.add_argument(
        "--head",
        metavar="SEQ:HASH",
        action=Once,
        help="a head kept elsewhere, by its hash or its phrase: the record with this seq must exist and have this hash",
    )
    parser.add_argument(
        "--from",
        dest="start",
        metavar="ID:SEQ:HASH",
        action=Once,
        help="the first segments are elsewhere: the journal's id, and the seq and hash of the last record in those",
    )
    parser.add_argument(
        "--archive", metavar="FOLDER", action="append", help="a folder with archived segments of the journal; may be repeated"
    )
    options = parser.parse_args(argv)
    if options.start is not None:
        found = START.fullmatch(options.start)
        if not found:
            raise Unreadable("--from has to be ID:SEQ:HASH, the journal's id, a seq from 1 and 64 lower-case hex digits, not %s" % show(options.start))
        options.start = found.group(1), int(found.group(2)), found.group(3)
    head = None
    if options.head is not None:
        found = HEAD.fullmatch(options.head)
        head = found.groups() if found else head_of_phrase(options.head)
        if not head:
            raise Unreadable(
                "--head has to be SEQ:HASH, a seq from 1 and 64 lower-case hex digits or the phrase of 28 letters, not %s" % show(options.head)
            )
    for key in options.key or []:
        if not HEX64.fullmatch(key):
            raise Unreadable("--key has to be 64 lower-case hex digits, not %s" % show(key))
    if (options.folder is None) == (options.proof is None):
        raise Unreadable("either a journal's folder or --proof FILE has to be given (try --help)")
    if options.proof is not None and (options.seal_key is not None or options.archive):
        raise Unreadable("--seal-key and --archive are for a whole journal")
    seal_keys = read_seal_keys(options.seal_key) if options.seal_key is not None else None
    return options, head, seal_keys


BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def head_of_phrase(text):
    """(seq, the first 35 hex digits of the hash) from a head's phrase, or None."""
    found = PHRASE.fullmatch(text)
    if not found:
        return None
    letters = found.group(2).upper().replace("-", "").replace("O", "0").replace("I", "1").replace("L", "1")
    if len(letters) != 28 or any(letter not in BASE32 for letter in letters):
        return None
    bits = 0
    for letter in letters:
        bits = bits << 5 | BASE32.index(letter)
    return found.group(1), "%035x" % bits


def read_seal_keys(path):
    keys = {}
    for line in read_text(path, MAX_LINE).splitlines():
        found = re.fullmatch(r"([0-9a-f]{16}) ([0-9a-f]{64})", line.strip())
        if not found:
            raise Unreadable("%s has to hold lines of a seal's id and its first key, in hex" % show(path, 300))
        keys[found.group(1)] = bytes.fromhex(found.group(2))
    return keys


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
        options, head, seal_keys = read_arguments(argv)
        if options.proof is not None:
            put(sys.stdout, verify_proof(options.proof, options.key, head))
            return INTACT
        archives = options.archive or []
        start, archived = options.start, None
        if start is None:
            first = min(list_all(options.folder, archives)[0])
            archived = read_note(options.folder, first - 1) if first > 1 else None
            start = (archived.journal, archived.seq, archived.own) if archived else None
        checks = Checkpoints(options.key, seal_keys, start, archived)
        seq, own = verify(options.folder, head, checks, start, archives)
        count = seq - (start[1] if start else 0)
        unseen = ", records 1 to %d were not seen: they are archived (--archive FOLDER)" % start[1] if archived else ""
    except Bad as bad:
        put(sys.stdout, str(bad))
        return BAD
    except NotProven as reason:
        put(sys.stdout, "not proven: %s" % reason)
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
    put(sys.stdout, "intact: %d records, head %d:%s%s%s" % (count, seq, own, checks.words(), unseen))
    return INTACT


if __name__ == "__main__":
    sys.exit(main())
