"""Tests of tools/verify_journal.py. The journals are built here from docs/journal-format.md, not by the program's writer.

Run: python3 -m unittest discover -s test/tools -p 'test_*.py'
A failed mutation test prints its seed; HOLDFAST_TEST_SEED=<seed> repeats it.
"""

import os
import random
import subprocess
import sys
import unittest
from unittest import mock

from journal_maker import (
    DATA,
    hash_of,
    journal,
    JournalTest,
    MIB,
    record,
    replaced,
    resealed,
    SCRIPT,
    seal,
    verify_journal,
    ZEROS,
)


class GoodJournals(JournalTest):
    def test_a_good_journal_is_intact(self):
        for segments, records in ((1, 1), (1, 5), (3, 5), (12, 2), (3, 1)):
            with self.subTest(segments=segments, records=records):
                made = journal(segments, records)
                self.write(made)
                self.assert_intact(made)

    def test_a_journal_longer_than_what_is_read_at_once_is_intact(self):
        made = journal(2, 3000)
        self.write(made)
        self.assert_intact(made)

    def test_a_good_journal_is_intact_whatever_is_read_at_once(self):
        made = journal(2, 20)
        self.write(made)
        for size in (1, 2, 100, 333, 1000):
            with self.subTest(size=size), mock.patch.object(verify_journal, "BLOCK", size):
                self.assert_intact(made)

    def test_a_good_journal_does_not_need_the_slow_way(self):
        self.write(journal(2, 3000))
        with mock.patch.object(verify_journal, "diagnose", wraps=verify_journal.diagnose) as slow:
            self.run_main()
        self.assertEqual(2, slow.call_count)

    def test_other_files_in_the_folder_do_not_matter(self):
        made = journal()
        self.write(made)
        for name in ("aside-000003-120-20250301101112.bin", "writer.lock", "segment-000004.jsonl.tmp", "segment-4.jsonl",
                     "Segment-000004.jsonl", "segment-00000x.jsonl", "segment-\u0660\u0660\u0660\u0660\u0660\u0664.jsonl"):
            with open(self.path(name), "wb") as file:
                file.write(b"nonsense")
        self.assert_intact(made)

    def test_a_segment_is_in_its_place_by_number_not_by_name(self):
        made = journal(11, 1)
        self.write(made)
        with mock.patch("os.listdir", return_value=sorted(os.listdir(self.folder), key=lambda name: name[::-1])):
            self.assert_intact(made)

    def test_segment_names_may_have_more_than_six_digits(self):
        found = verify_journal.SEGMENT_NAME.fullmatch("segment-1000000.jsonl")
        self.assertEqual(1000000, int(found.group(1)))

    def test_a_line_of_exactly_one_mebibyte_is_allowed(self):
        for short in (0, 1):
            made = [journal(1, 3)[0]]
            empty = record(hash_of(made[0][-1]), 4, "x", '""')
            made[0].append(record(hash_of(made[0][-1]), 4, "x", '"' + "y" * (MIB - short - len(empty)) + '"'))
            self.assertEqual(MIB - short, len(made[0][-1]))
            made[0].append(record(hash_of(made[0][-1]), 5, "x", "1"))
            self.write(made)
            self.assert_intact(made)

    def test_the_clock_may_step_backwards(self):
        made = journal(1, 2)
        made[0].append(record(hash_of(made[0][-1]), 3, "x", "1", "1999-12-31T23:59:59.999Z"))
        made[0].append(record(hash_of(made[0][-1]), 4, "x", "1", "2024-02-29T00:00:00.000Z"))
        self.write(made)
        self.assert_intact(made)

    def test_a_segment_opened_or_created_record_in_mid_segment_breaks_no_rule(self):
        made = journal(1, 2)
        made[0].append(record(hash_of(made[0][-1]), 3, "journal.created", "{}"))
        self.write(made)
        self.assert_intact(made)

    def test_data_may_be_any_json_value(self):
        for value in ("0", "-0", "1e5", "1E-5", "0.1", '""', "true", "false", "[[],{}]", '"\\ud800"', '"\\/\\b\\f"', '"\x7f"',
                      "9" * 6000, "1e999999", "[" * 512 + "]" * 512, '{"a":' * 512 + "1" + "}" * 512,
                      '":"', '{"a":"\\":"}', '"[[[["', '[{"a":1},{"a":2}]', '{"a":{"a":1}}', '"' + "[" * 2000 + '"'):
            with self.subTest(value=value[:40]):
                made = journal(1, 2)
                made[0].append(record(hash_of(made[0][-1]), 3, "x", value))
                made[0].append(record(hash_of(made[0][-1]), 4, "x", "1"))
                self.write(made)
                self.assert_intact(made)

    def test_long_journals_are_checked_by_several_processes_with_the_same_outcome(self):
        made = journal(4, 50)
        with mock.patch.object(verify_journal, "WORTH_HELPERS", 0), mock.patch("os.cpu_count", return_value=2):
            self.write(made)
            with mock.patch.object(verify_journal, "verify_file") as own_work:
                self.assert_intact(made)
            own_work.assert_not_called()
            self.assert_intact(made, "--head", "120:" + hash_of(made[2][19]))
            self.assertEqual(1, self.run_main(self.folder, "--head", "120:" + ZEROS)[0])
            for s in range(4):
                damaged = [list(lines) for lines in made]
                damaged[s][30] = replaced(b'"seq"', b'"sec"')(damaged[s][30])
                self.write(damaged)
                status, said = self.run_main()
                self.assertEqual(1, status)
                self.assertIn("segment-%06d.jsonl line 31 (seq %d): " % (s + 1, s * 50 + 31), said)
            self.write(made[:3] + made[2:])
            self.assertIn("segment-000004.jsonl line 1 (seq 151)", self.run_main()[1])
            self.write(made[:1] + made[2:])
            self.assertIn("segment-000002.jsonl line 1 (seq 51)", self.run_main()[1])
            self.write(made[:1] + [[b"1" * 5000 + b"\n"]] + made[2:])
            self.assertIn("segment-000002.jsonl line 1 (seq 51)", self.run_main()[1])

    def test_a_short_journal_starts_no_process(self):
        made = journal(4, 5)
        self.write(made)
        with mock.patch("subprocess.Popen", side_effect=AssertionError("a process was started")):
            self.assert_intact(made)

    def test_helpers_that_die_change_nothing(self):
        made = journal(4, 5)
        self.write(made)
        for code in ("import os; os.abort()", "print('[1,')", "print('[[0,0],[0,0]]')", "", "print(['x'])", "print(5)", "print('[1,2]')"):
            with mock.patch.object(verify_journal, "WORTH_HELPERS", 0), mock.patch("os.cpu_count", return_value=3), \
                    mock.patch.object(verify_journal, "HELPER", code):
                self.assert_intact(made)

    def test_a_journal_is_checked_without_helpers_where_there_can_be_none(self):
        made = journal(6, 5)
        self.write(made)
        with mock.patch.object(verify_journal, "WORTH_HELPERS", 0), mock.patch("os.cpu_count", return_value=2), \
                mock.patch("subprocess.Popen", side_effect=OSError("no processes")):
            self.assert_intact(made)


class DamagedSegments(JournalTest):
    def test_a_torn_tail_is_noticed_in_any_segment(self):
        for s in range(3):
            for cut in (1, 2, 50, 100):
                with self.subTest(segment=s + 1, cut=cut):
                    made = journal()
                    made[s][4] = made[s][4][:-cut]
                    self.write(made)
                    self.assert_bad(s + 1, 5, s * 5 + 5, "torn tail")

    def test_zeros_after_the_last_record_are_noticed(self):
        made = journal()
        made[2].append(b"\0" * 4096)
        self.write(made)
        self.assert_bad(3, 6, 16, "torn tail")

    def test_an_empty_segment_is_noticed(self):
        for s in range(4):
            with self.subTest(segment=s + 1):
                made = journal()
                made[s:] = [[]] + made[s + 1 :]
                self.write(made)
                self.assert_bad(s + 1, 1, s * 5 + 1, "empty")

    def test_a_missing_segment_is_noticed(self):
        for number in (1, 2):
            with self.subTest(segment=number):
                self.write(journal())
                os.remove(self.path("segment-%06d.jsonl" % number))
                self.assert_bad(number, 1, (number - 1) * 5 + 1, "segment %d is missing" % number)

    def test_a_far_away_segment_number_does_not_keep_anyone_busy(self):
        self.write(journal())
        with open(self.path("segment-%s.jsonl" % ("9" * 200)), "wb"):
            pass
        self.assert_bad(4, 1, 16, "segment 4 is missing")

    def test_damage_before_a_missing_segment_is_said_first(self):
        made = journal(4)
        made[0][2] = made[0][2].replace(b'"seq":3', b'"seq":4')
        self.write(made)
        os.remove(self.path("segment-000003.jsonl"))
        self.assert_bad(1, 3, 3, "changed")

    def test_segments_in_exchanged_places_are_noticed(self):
        made = journal(3)
        self.write([made[0], made[2], made[1]])
        self.assert_bad(2, 1, 6, "prev")
        self.write([made[1], made[0], made[2]])
        self.assert_bad(1, 1, 1, "prev")

    def test_a_segment_zero_is_noticed(self):
        self.write(journal())
        os.rename(self.path("segment-000003.jsonl"), self.path("segment-000000.jsonl"))
        self.assert_bad(0, 1, 1, "begin at 1")

    def test_two_files_for_one_segment_are_noticed(self):
        self.write(journal())
        with open(self.path("segment-0000002.jsonl"), "wb") as file:
            file.write(b"")
        status, said = self.run_main()
        self.assertEqual((1, "bad: segment-0000002.jsonl line 1 (seq 6): segment 2 has to be named segment-000002.jsonl"), (status, said))

    def test_a_journal_that_does_not_begin_with_created_is_noticed(self):
        for data in ('{"format":2,"journalId":"ab12z9"}', '{"format":"1","journalId":"ab12z9"}', '{"format":1.0,"journalId":"ab12z9"}',
                     '{"format":1}', '{"format":1,"journalId":"AB12Z9"}', '{"format":1,"journalId":"ab12z"}', "1", "null",
                     '{"format":1,"journalId":"ab12z9","more":1}', '{"format":true,"journalId":"ab12z9"}'):
            self.write([[record(ZEROS, 1, "journal.created", data)]])
            self.assert_bad(1, 1, 1, "does not carry format 1")
        self.write([[record(ZEROS, 1, "order.decided", '{"format":1,"journalId":"ab12z9"}')]])
        self.assert_bad(1, 1, 1, "begins with order.decided")

    def test_a_segment_that_does_not_begin_with_segment_opened_is_noticed(self):
        made = journal(1)
        prev = hash_of(made[0][-1])
        for number, head in ((1, prev), (3, prev), (2, ZEROS), ("2.0", prev), ('"2"', prev), (2, prev.upper()), (2, prev + '","more":"')):
            self.write(made + [[record(prev, 6, "journal.segment-opened", '{"segment":%s,"prevHead":"%s"}' % (number, head))]])
            self.assert_bad(2, 1, 6, "does not carry")
        self.write(made + [[record(prev, 6, "journal.created", '{"segment":2,"prevHead":"%s"}' % prev)]])
        self.assert_bad(2, 1, 6, "begins with journal.created")


class Heads(JournalTest):
    def test_every_head_of_a_good_journal_is_found(self):
        made = journal()
        self.write(made)
        for seq, line in enumerate([line for lines in made for line in lines], 1):
            self.assert_intact(made, "--head", "%d:%s" % (seq, hash_of(line)))
            self.assert_intact(made, "--head=%d:%s" % (seq, hash_of(line)))

    def test_a_head_with_another_hash_is_noticed_at_its_record(self):
        self.write(journal())
        for seq in range(1, 16):
            self.assert_bad((seq - 1) // 5 + 1, (seq - 1) % 5 + 1, seq, "given head is %d:" % seq, "--head", "%d:%s" % (seq, ZEROS))

    def test_a_journal_cut_short_is_noticed_with_a_head(self):
        made = journal()
        head = "15:" + hash_of(made[2][4])
        for keep in range(14, 0, -1):
            segments, left = [], keep
            for lines in made:
                if left > 0:
                    segments.append(lines[:left])
                    left -= len(lines)
            self.write(segments)
            self.assert_intact(segments)
            last = (keep - 1) % 5 + 1
            self.assert_bad(len(segments), last + 1, keep + 1, "ends after seq %d, before the given head's seq 15" % keep, "--head", head)

    def test_a_journal_rewritten_from_the_middle_is_noticed_with_a_head(self):
        made = journal(1, 8)
        head = "8:" + hash_of(made[0][7])
        forged = [made[0][:3]]
        for seq in range(4, 9):
            forged[0].append(record(hash_of(forged[0][-1]), seq, "order.decided", "{}"))
        self.write(forged)
        self.assert_intact(forged)
        self.assert_bad(1, 8, 8, "given head", "--head", head)

    def test_a_head_far_beyond_the_end_is_noticed(self):
        self.write(journal())
        for seq in ("16", "9" * 18, "1" + "0" * 18, "9" * 5000):
            self.assert_bad(3, 6, 16, "ends after seq 15", "--head", "%s:%s" % (seq, ZEROS))

    def test_damage_before_the_head_is_said_first(self):
        made = journal()
        made[0][1] = made[0][1][:-2] + b"\n"
        self.write(made)
        self.assert_bad(1, 2, 2, "not JSON", "--head", "15:" + ZEROS)

    def test_a_head_that_is_none_is_refused(self):
        made = journal()
        self.write(made)
        good = hash_of(made[0][0])
        for head in ("", ":", "1", "1:", good, ":" + good, "0:" + good, "-1:" + good, "01:" + good, "1:" + good[:-1], "1:" + good + "0",
                     "1:" + "A" * 64, " 1:" + good, "1:" + good + "\n", "1.0:" + good, "\u0661:" + good, "1:" + "\u0661" * 64, "x\udcff:\x1b[2J"):
            self.assert_unreadable("--head", self.folder, "--head=" + head)


class UnreadableJournals(JournalTest):
    def test_a_missing_folder_cannot_be_read(self):
        self.assert_unreadable("no such file", self.path("nowhere"))
        self.assert_unreadable("the folder", "")
        self.assert_unreadable("the folder", "a\0b")

    def test_an_empty_folder_is_no_journal(self):
        self.assert_unreadable("no journal", self.folder)
        with open(self.path("writer.lock"), "wb"):
            pass
        self.assert_unreadable("no journal", self.folder, "--head", "1:" + ZEROS)

    def test_a_file_is_no_folder(self):
        self.write(journal())
        self.assert_unreadable("not a directory", self.path("segment-000001.jsonl"))

    def test_a_segment_that_is_a_folder_cannot_be_read(self):
        self.write(journal(2))
        os.mkdir(self.path("segment-000003.jsonl"))
        self.addCleanup(os.rmdir, self.path("segment-000003.jsonl"))
        self.assert_unreadable("segment-000003.jsonl is not a file", self.folder)

    def test_a_segment_that_is_a_link_is_not_followed(self):
        self.write(journal())
        os.rename(self.path("segment-000002.jsonl"), self.path("elsewhere"))
        os.symlink("elsewhere", self.path("segment-000002.jsonl"))
        self.assert_unreadable("segment-000002.jsonl is a symbolic link", self.folder)
        os.remove(self.path("segment-000002.jsonl"))
        os.symlink("segment-000002.jsonl", self.path("segment-000002.jsonl"))
        self.assert_unreadable("segment-000002.jsonl is a symbolic link", self.folder)

    def test_a_link_to_the_folder_is_followed(self):
        made = journal()
        self.write(made)
        link = self.folder + "-link"
        os.symlink(self.folder, link)
        self.assertEqual(0, self.run_main(link)[0])

    @unittest.skipUnless(hasattr(os, "mkfifo"), "no pipes here")
    def test_a_pipe_in_a_segments_place_does_not_stop_everything(self):
        self.write(journal(1))
        os.mkfifo(self.path("segment-000002.jsonl"))
        self.assert_unreadable("segment-000002.jsonl is not a file", self.folder)

    @unittest.skipIf(not hasattr(os, "geteuid") or os.geteuid() == 0, "root may read everything")
    def test_a_segment_without_permission_cannot_be_read(self):
        self.write(journal())
        os.chmod(self.path("segment-000002.jsonl"), 0)
        self.assert_unreadable("permission denied", self.folder)

    def test_a_disk_that_fails_while_reading_is_said(self):
        self.write(journal())
        with mock.patch.object(verify_journal, "read_blocks", side_effect=OSError(5, "Input/output error")):
            self.assert_unreadable("segment-000001.jsonl: input/output error", self.folder)

    def test_wrong_arguments_are_refused(self):
        self.write(journal())
        for arguments in (["--nonsense"], [self.folder, "more"], [self.folder, "--head"], [self.folder, "--he", "1:" + ZEROS],
                          [self.folder, "--head", "1:" + ZEROS, "--head", "1:" + ZEROS], ["--", "--head"], ["-x\n\x1b"]):
            with self.subTest(arguments=arguments):
                self.assert_unreadable("", *arguments)


class TheCommand(JournalTest):
    def run_command(self, *arguments, **options):
        done = subprocess.run([sys.executable, "-B", "-W", "error", SCRIPT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        self.assertNotIn(b"Traceback", done.stderr)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_the_command_says_intact_and_exits_0(self):
        made = journal()
        self.write(made)
        line = "intact: 15 records, head 15:%s\n" % hash_of(made[2][4])
        self.assertEqual((0, line, ""), self.run_command(self.folder))
        self.assertEqual((0, line, ""), self.run_command("--head", "15:" + hash_of(made[2][4]), self.folder))

    def test_the_command_says_bad_and_exits_1(self):
        made = journal()
        made[1][2] = b"x\n"
        self.write(made)
        status, said, errors = self.run_command(self.folder)
        self.assertEqual((1, ""), (status, errors))
        self.assertRegex(said, r"\Abad: segment-000002\.jsonl line 3 \(seq 8\): [^\n]+\n\Z")

    def test_the_command_says_what_it_cannot_read_and_exits_2(self):
        for arguments in ([self.folder], [], [self.folder, "--head", "x"], [b"\xff\n"], ["--head"]):
            status, said, errors = self.run_command(*arguments)
            self.assertEqual((2, ""), (status, said))
            self.assertRegex(errors, r"\Acannot verify: [^\n]+\n\Z")

    def test_the_command_explains_itself(self):
        status, said, errors = self.run_command("--help")
        self.assertEqual((0, ""), (status, errors))
        for words in ("DIR", "--head SEQ:HASH", "intact:", "bad:"):
            self.assertIn(words, said)

    def test_the_command_keeps_its_exit_status_when_nobody_listens(self):
        self.write(journal())
        code = "import os,sys; os.close(1); os.execv(sys.executable, [sys.executable, '-B'] + sys.argv[1:])"
        done = subprocess.run([sys.executable, "-c", code, SCRIPT, self.folder], stderr=subprocess.PIPE)
        self.assertEqual((0, b""), (done.returncode, done.stderr))
        if os.path.exists("/dev/full"):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([sys.executable, "-B", SCRIPT, self.folder], stdout=full, stderr=subprocess.PIPE)
            self.assertEqual((0, b""), (done.returncode, done.stderr))

    def test_the_command_works_where_only_ascii_can_be_printed(self):
        made = journal()
        made[0][1] = resealed(lambda text: text[:-1] + ',"\u00e9\u2028":1}'.encode())(made[0][1])
        self.write(made)
        status, said, _ = self.run_command(self.folder, env=dict(os.environ, PYTHONIOENCODING="ascii"))
        self.assertEqual(1, status)
        self.assertIn('a member "\\xe9\\u2028"', said)

    def test_a_long_journal_needs_little_memory(self):
        try:
            import resource
        except ImportError:
            self.skipTest("no way to limit memory here")
        made, prev = [record(ZEROS, 1, "journal.created", '{"format":1,"journalId":"ab12z9"}')], None
        for seq in range(2, 60):
            made.append(record(hash_of(made[-1]), seq, "x", '"' + "y" * (MIB - 300) + '"'))
        self.write([made])

        def limit():
            resource.setrlimit(resource.RLIMIT_DATA, (40 * MIB, 40 * MIB))

        status, said, errors = self.run_command(self.folder, preexec_fn=limit)
        self.assertEqual(0, status, said + errors)


class AnyChange(JournalTest):
    def setUp(self):
        super().setUp()
        self.seed = int(os.environ.get("HOLDFAST_TEST_SEED") or random.SystemRandom().randrange(10**9))
        self.random = random.Random(self.seed)
        print("\n%s: HOLDFAST_TEST_SEED=%d" % (self.id().rsplit(".", 1)[-1], self.seed), file=sys.stderr)
        self.made = journal(3, 5)
        self.write(self.made)
        self.assert_intact(self.made)

    def check(self, number, damaged, what):
        path = self.path("segment-%06d.jsonl" % number)
        with open(path, "wb") as file:
            file.write(damaged)
        status, said = self.run_main()
        self.assertEqual(1, status, "%s was not noticed (%s), seed %d" % (what, said, self.seed))
        with mock.patch.object(verify_journal, "all_good", lambda *_: None):
            self.assertEqual(said, self.run_main()[1], "%s, seed %d" % (what, self.seed))
        return said

    def place_of(self, number, offset):
        return b"".join(self.made[number - 1])[:offset].count(b"\n") + 1

    def test_any_changed_byte_is_noticed_in_its_record(self):
        for number, lines in enumerate(self.made, 1):
            good = b"".join(lines)
            for offset in range(len(good)):
                byte = self.random.choice([b for b in range(256) if b != good[offset]])
                said = self.check(number, good[:offset] + bytes([byte]) + good[offset + 1 :], "byte %d of segment %d as %d" % (offset, number, byte))
                self.assertIn("segment-%06d.jsonl line %d " % (number, self.place_of(number, offset)), said, "seed %d" % self.seed)
            self.write(self.made)

    def test_any_flipped_bit_is_noticed(self):
        for _ in range(500):
            number = self.random.randint(1, 3)
            good = b"".join(self.made[number - 1])
            offset, bit = self.random.randrange(len(good)), 1 << self.random.randrange(8)
            self.check(number, good[:offset] + bytes([good[offset] ^ bit]) + good[offset + 1 :], "bit %d of byte %d, segment %d" % (bit, offset, number))
            self.write(self.made)

    def test_any_byte_added_or_removed_is_noticed(self):
        for _ in range(500):
            number = self.random.randint(1, 3)
            good = b"".join(self.made[number - 1])
            if self.random.random() < 0.5:
                offset = self.random.randrange(len(good) + 1)
                byte = bytes([self.random.choice([self.random.randrange(256), 10, 13, 32, 9, 34, 92])])
                self.check(number, good[:offset] + byte + good[offset:], "%r put in at %d of segment %d" % (byte, offset, number))
            else:
                offset = self.random.randrange(len(good))
                self.check(number, good[:offset] + good[offset + 1 :], "byte %d of segment %d taken out" % (offset, number))
            self.write(self.made)

    def test_any_cut_that_is_not_at_the_end_of_the_journal_is_noticed(self):
        for _ in range(400):
            number = self.random.randint(1, 3)
            good = b"".join(self.made[number - 1])
            begin, end = sorted(self.random.sample(range(len(good) + 1), 2))
            left = good[:begin] + good[end:]
            if number == 3 and end == len(good) and left.endswith(b"\n"):
                continue  # whole records removed from the journal's end: only a head shows that
            self.check(number, left, "bytes %d to %d of segment %d taken out" % (begin, end, number))
            self.write(self.made)

    def test_any_changed_byte_with_the_records_own_hash_made_anew_is_noticed(self):
        """Up to the last record, whose change cannot be seen without a head when it stays a record."""
        for _ in range(500):
            s, at = self.random.choice([(s, at) for s in range(3) for at in range(5) if (s, at) != (2, 4)])
            line = self.made[s][at]
            offset = self.random.randrange(73, len(line) - 1)
            byte = self.random.choice([b for b in range(256) if b != line[offset]])
            forged = [list(lines) for lines in self.made]
            forged[s][at] = seal(line[73:offset] + bytes([byte]) + line[offset + 1 : -1])
            self.check(s + 1, b"".join(forged[s]), "byte %d of line %d, segment %d as %d, sealed anew" % (offset, at + 1, s + 1, byte))
            self.write(self.made)

    def test_any_nonsense_in_data_of_a_well_chained_journal_is_judged_alike_on_the_short_and_the_slow_way(self):
        pieces = ["[", "]", "{", "}", ",", ":", '"', '"a"', '"b"', '"a":', '"":', "1", "-2.5e3", "null", " ", "\\", '\\"', '":"', "0", "[]", "{}", "NaN",
                  "\t", "\r", "\u2028", "\u00e9", "true", '"x y"', '{"a":1}', '[1,2]', '{"a":1,"a":2}', '{"a":"\\":"}']
        outcomes = {0: 0, 1: 0}
        for _ in range(1000):
            made = journal(1, 1)
            for seq in range(2, 2 + self.random.randint(1, 4)):
                good = self.random.random() < 0.5
                data = self.random.choice(pieces[-4:] + DATA) if good else "".join(self.random.choices(pieces, k=self.random.randint(0, 4)))
                made[0].append(record(hash_of(made[0][-1]), seq, "x", data))
            self.write(made)
            outcome = self.run_main()
            with mock.patch.object(verify_journal, "all_good", lambda *_: None):
                self.assertEqual(self.run_main(), outcome, "%r, seed %d" % (made, self.seed))
            outcomes[outcome[0]] += 1
        self.assertGreater(min(outcomes.values()), 30)

    def test_any_file_of_random_bytes_is_bad_and_breaks_nothing(self):
        pieces = [b"\n", b"{", b"}", b'"', b"\\", b"\xff", b"NaN", b'{"hash":"', b"0" * 64, b'","prev":"', b'","seq":', b"1", b" ", b"[" * 300,
                  b'"time":"', b"\r", b"\0", b"e", b"-", b'","data":']
        for _ in range(500):
            damaged = b"".join(self.random.choice(pieces) for _ in range(self.random.randrange(40)))
            self.check(self.random.randint(1, 3), damaged, "random %r" % damaged)
            self.write(self.made)


if __name__ == "__main__":
    unittest.main()
