#!/usr/bin/env python3
"""Verify a Holdfast evidence bundle that was unpacked into a folder.

Python 3.9 or later, standard library only. It only reads. What a bundle is: docs/guide/evidence.md; the journal in it is
checked by verify_journal.py, which must stand in the same folder as this program.
"""

import argparse
import hashlib
import json
import os
import re
import runpy
import stat
import subprocess
import sys

INTACT, BAD, UNREADABLE = 0, 1, 2

MANIFEST = "manifest.json"
SIGNATURE = "manifest-signature.json"
MAX_MANIFEST = 64 * 1024 * 1024
BLOCK = 1024 * 1024
HEX64 = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


class Unreadable(Exception):
    """The bundle cannot be read, or the arguments are wrong: exit status 2."""


class Bad(Exception):
    """Something in the bundle is not as it was saved: exit status 1."""


def show(text, limit=200):
    """Text from outside, made safe to print on one line."""
    text = str(text)[:limit]
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)


def hash_of(path):
    """Size and SHA-256 of a file; a link or a pipe is none."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise Bad("%s is not a plain file" % show(path))
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while True:
            block = file.read(BLOCK)
            if not block:
                return size, digest.hexdigest()
            digest.update(block)
            size += len(block)


def no_twice(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def require(condition, what):
    if not condition:
        raise Bad("%s %s" % (MANIFEST, what))


def is_count(value):
    return type(value) is int and value >= 0


def read_manifest(folder, expected):
    path = os.path.join(folder, MANIFEST)
    size, digest = hash_of(path)
    if expected is not None and digest != expected:
        raise Bad("%s has the SHA-256 %s, not the one given: it is not the bundle that was saved" % (MANIFEST, digest))
    require(size <= MAX_MANIFEST, "is too long")
    with open(path, "rb") as file:
        content = file.read()
    try:
        manifest = json.loads(content.decode("utf-8"), object_pairs_hook=no_twice)
    except (ValueError, RecursionError) as error:
        raise Bad("%s cannot be read: %s" % (MANIFEST, show(error))) from None
    require(type(manifest) is dict and manifest.get("format") == "holdfast-evidence", "is not of an evidence bundle")
    require(manifest.get("version") == 1, "is of another version than this program knows")
    require(type(manifest.get("files")) is list, "lists no files")
    return manifest, digest


def check_files(folder, manifest):
    """Every file listed is there and as it was, and no other is. Returns how many there are."""
    listed = set()
    for file in manifest["files"]:
        require(type(file) is dict and set(file) == {"name", "bytes", "sha256"}, "lists a file in a form that is not known")
        name = file["name"]
        require(type(name) is str and NAME.fullmatch(name) and ".." not in name, "lists a file of a name that no bundle has")
        require(is_count(file["bytes"]) and type(file["sha256"]) is str and HEX64.fullmatch(file["sha256"]), "lists %s wrongly" % show(name))
        require(name not in listed and name != MANIFEST, "lists %s twice" % show(name))
        listed.add(name)
        try:
            size, digest = hash_of(os.path.join(folder, *name.split("/")))
        except FileNotFoundError:
            raise Bad("%s is missing" % show(name)) from None
        if size != file["bytes"]:
            raise Bad("%s has %d bytes, and had %d when it was saved" % (show(name), size, file["bytes"]))
        if digest != file["sha256"]:
            raise Bad("%s was changed: its SHA-256 is %s, and was %s when it was saved" % (show(name), digest, file["sha256"]))
    for where, _, names in os.walk(folder, onerror=stop):
        for name in names:
            path = os.path.relpath(os.path.join(where, name), folder).replace(os.sep, "/")
            if path not in listed and path not in (MANIFEST, manifest.get("signature")):
                raise Bad("%s was not in the bundle when it was saved" % show(path))
    return len(listed)


def stop(error):
    raise error


def check_journal(folder, journal):
    """The journal in the bundle, by verify_journal.py. Returns what it says."""
    if journal is None:
        return "There was no journal to save."
    require(type(journal) is dict and {"journalId", "segments", "before", "head"} <= set(journal), "does not describe its journal")
    require(type(journal["journalId"]) is str and re.fullmatch("[a-z0-9]{6}", journal["journalId"]), "does not name its journal")
    for head in (journal["before"], journal["head"]):
        require(
            type(head) is dict and is_count(head.get("seq")) and type(head.get("hash")) is str and HEX64.fullmatch(head["hash"]),
            "does not say where its journal begins and ends",
        )
    if journal.get("problem") is not None:
        return "The journal was not intact when it was saved: %s" % show(journal["problem"])
    before, head = (("%d:%s" % (each["seq"], each["hash"])) for each in (journal["before"], journal["head"]))
    command = [sys.executable, "-I", "-B", os.path.join(folder, "verify_journal.py"), os.path.join(folder, "journal")]
    command += ["--head", head]
    if journal["before"]["seq"] > 0:
        command += ["--from", "%s:%s" % (journal["journalId"], before)]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    said = (run.stdout + run.stderr).strip()
    if run.returncode != 0:
        raise Bad("journal: %s" % show(said, 500))
    last = re.search(r"head (\d+:[0-9a-f]{64})", said)
    if last is None or last.group(1) != head:
        raise Bad("journal: it goes on after the head in the manifest, or its verifier is another")
    return "Journal, records %d to %d: %s" % (journal["before"]["seq"] + 1, journal["head"]["seq"], show(said, 500))


def check_signature(folder, manifest, digest, key):
    """Who signed the manifest, in words. `key`: the public key in hex that has to have; None: whichever."""
    if "signature" not in manifest:
        if key is not None:
            raise Bad("%s is not signed: it is of a version of Holdfast that signed none" % MANIFEST)
        return "Not signed: saved by a version of Holdfast that signed none."
    require(manifest["signature"] == SIGNATURE, "names a signature of a name that no bundle has")
    try:
        with open(os.path.join(folder, SIGNATURE), "rb") as file:
            found = json.loads(file.read(1024 * 1024).decode("utf-8"), object_pairs_hook=no_twice)
    except FileNotFoundError:
        raise Bad("%s is missing: it was taken away" % SIGNATURE) from None
    except (ValueError, RecursionError) as error:
        raise Bad("%s cannot be read: %s" % (SIGNATURE, show(error))) from None
    journal = manifest.get("journal") or {"journalId": ""}
    told = (journal.get("journalId"), manifest.get("savedAt"), digest)
    if type(found) is not dict or (found.get("journalId"), found.get("savedAt"), found.get("manifestSha256")) != told:
        raise Bad("%s is of another manifest" % SIGNATURE)
    signature = found.get("signature")
    if signature is None:
        if key is not None:
            raise Bad("%s is not signed (%s)" % (MANIFEST, show(found.get("unsigned"))))
        why = {"locked": "the vault was locked", "no-vault": "there was no vault"}.get(found.get("unsigned"), "it says no reason that is known")
        return "Not signed: %s when it was saved." % why
    if type(signature) is not dict or not all(type(signature.get(each)) is str for each in ("key", "value")):
        raise Bad("%s holds no signature" % SIGNATURE)
    if not HEX64.fullmatch(signature["key"]) or not re.fullmatch("[0-9a-f]{128}", signature["value"]):
        raise Bad("%s holds no signature" % SIGNATURE)
    if key is not None and signature["key"] != key:
        raise Bad("%s is signed by another key: %s" % (MANIFEST, signature["key"]))
    is_signed = runpy.run_path(os.path.join(folder, "verify_journal.py"))["is_signed"]
    statement = "\n".join(("holdfast evidence manifest 1",) + told + ("",)).encode()
    if not is_signed(bytes.fromhex(signature["key"]), bytes.fromhex(signature["value"]), statement):
        raise Bad("%s: the signature does not hold" % SIGNATURE)
    return "Manifest signed by %s%s" % (signature["key"], "" if key else " (compare the key with one kept elsewhere)")


def main(argv=None):
    parser = argparse.ArgumentParser(
        prog="verify_bundle.py",
        allow_abbrev=False,
        description="Verify that an evidence bundle is as it was saved, and that the journal in it is intact. "
        "Exit status: 0 it is, 1 it is not, 2 it cannot be read.",
    )
    parser.add_argument("folder", nargs="?", help="the unpacked bundle (default: the folder of this program)")
    parser.add_argument("--manifest", metavar="SHA256", help="the manifest's SHA-256 from elsewhere: the journal's evidence.saved, or paper")
    parser.add_argument("--key", metavar="HEX", help="the public key that has to have signed the manifest: from the Journal screen, or paper")
    options = parser.parse_args(argv)
    folder = options.folder or os.path.dirname(os.path.abspath(__file__))
    try:
        if options.manifest is not None and not HEX64.fullmatch(options.manifest):
            raise Unreadable("--manifest has to be 64 lower-case hex digits")
        if options.key is not None and not HEX64.fullmatch(options.key):
            raise Unreadable("--key has to be 64 lower-case hex digits")
        if not os.path.exists(os.path.join(folder, MANIFEST)):
            raise Unreadable("there is no %s in %s" % (MANIFEST, show(folder)))
        manifest, digest = read_manifest(folder, options.manifest)
        count = check_files(folder, manifest)
        signed = check_signature(folder, manifest, digest, options.key)
        journal = check_journal(folder, manifest.get("journal"))
    except Bad as bad:
        print("bad: %s" % bad)
        return BAD
    except (Unreadable, OSError, ValueError) as error:
        print("cannot verify: %s" % show(error), file=sys.stderr)
        return UNREADABLE
    print(journal)
    print(signed)
    print("Manifest SHA-256 %s%s" % (digest, "" if options.manifest else " (compare it with a copy kept elsewhere)"))
    print("intact: %d files" % count)
    return INTACT


if __name__ == "__main__":
    sys.exit(main())
