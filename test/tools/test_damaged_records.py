"""Tests of tools/verify_journal.py: every way in which one record can be damaged."""

import unittest

from journal_maker import (
    hash_of,
    journal,
    JournalTest,
    MIB,
    record,
    record_before,
    replaced,
    resealed,
    seal,
    TIME,
    with_data,
    with_seq,
    with_time,
    with_type,
)


class DamagedRecords(JournalTest):
    def test_a_changed_record_is_noticed(self):
        def change(line):
            at = line.index(TIME.encode())
            return line[: at + 3] + b"4" + line[at + 4 :]

        self.damage_everywhere(change, "the record was changed")

    def test_a_changed_hash_is_noticed(self):
        self.damage_everywhere(lambda line: line[:9] + (b"1" if line[9:10] == b"0" else b"0") + line[10:], "the record was changed")

    def test_a_record_that_names_another_record_before_it_is_noticed(self):
        self.damage_everywhere(resealed(lambda text: text[:10] + b"e" * 64 + text[74:]), "prev")

    def test_a_record_with_another_seq_is_noticed(self):
        for seq in ("0", "-1", "99", "1" * 400, "9" * 6000):
            self.damage_everywhere(with_seq(seq), "the seq is %s" % seq[:20])

    def test_a_seq_that_is_not_a_plain_integer_is_noticed(self):
        for seq, words in (("1.0", "not an integer"), ("1e0", "not an integer"), ('"1"', "not an integer"), ("null", "not an integer"),
                           ("01", "not JSON"), ("+1", "not JSON"), ("", "not JSON"), ("-0", "not")):
            self.damage_everywhere(with_seq(seq), words)

    def test_a_removed_record_is_noticed_at_the_next_one(self):
        for segments, s, at, seq in self.each_place():
            del segments[s][at]
            self.write(segments)
            if (s, at) == (2, 4):
                self.assert_intact(segments)  # the end of the journal: only a head kept elsewhere shows it
            elif at == 4:
                self.assert_bad(s + 2, 1, seq, "prev")
            else:
                self.assert_bad(s + 1, at + 1, seq, "prev")

    def test_a_repeated_record_is_noticed(self):
        for segments, s, at, seq in self.each_place():
            segments[s].insert(at + 1, segments[s][at])
            self.write(segments)
            self.assert_bad(s + 1, at + 2, seq + 1, "prev")

    def test_an_inserted_record_is_noticed(self):
        for segments, s, at, seq in self.each_place():
            prev = record_before(segments, s, at)
            segments[s].insert(at, record(prev, seq, "order.placed", "{}"))
            self.write(segments)
            if at == 0:
                self.assert_bad(s + 1, 1, seq, "begins with order.placed")
            else:
                self.assert_bad(s + 1, at + 2, seq + 1, "prev")

    def test_two_records_in_exchanged_places_are_noticed(self):
        for segments, s, at, seq in self.each_place():
            other = at + 1 if at < 4 else at - 1
            segments[s][at], segments[s][other] = segments[s][other], segments[s][at]
            self.write(segments)
            first = min(at, other)
            self.assert_bad(s + 1, first + 1, s * 5 + first + 1, "prev")

    def test_members_in_another_order_are_noticed(self):
        def change(covered):
            seq = covered[covered.index(b'"seq":') : covered.index(b',"time":')]
            return covered.replace(seq + b',"time":"' + TIME.encode() + b'"', b'"time":"' + TIME.encode() + b'",' + seq)

        self.damage_everywhere(resealed(change), "order hash, prev, seq, time, type, data")

    def test_a_missing_member_is_noticed(self):
        self.damage_everywhere(replaced(b',"time":"' + TIME.encode() + b'"', b""), '"time" is missing')
        self.damage_everywhere(lambda line: b"{}\n", '"hash" is missing')
        self.damage_everywhere(lambda line: b"{" + line[75:], '"hash" is missing')

    def test_a_member_too_many_is_noticed(self):
        self.damage_everywhere(resealed(lambda text: text[:-1] + b',"note":1}'), 'a member "note"')
        self.damage_everywhere(replaced(b',"type"', b',"note\\u000a":1,"type"'), 'a member "note\\n"')

    def test_a_member_that_stands_twice_is_noticed(self):
        self.damage_everywhere(resealed(lambda text: text[:-1] + b',"data":1}'), '"data" stands twice')
        self.damage_everywhere(replaced(b',"time"', b',"seq":1,"time"'), '"seq" stands twice')
        self.damage_everywhere(resealed(lambda text: text[:-1] + b',"h\\u0061sh":1}'), '"hash" stands twice')

    def test_a_name_that_stands_twice_inside_data_is_noticed(self):
        for data in ('{"a":1,"a":1}', '{"b":[{"a":1,"x":2,"\\u0061":3}]}', '{"a":"\\":","b":1,"a":2}', '[":",{"":1,"":2}]'):
            self.damage_everywhere(with_data(data), "stands twice")

    def test_white_space_between_members_is_noticed(self):
        for old, new in ((b',"seq"', b', "seq"'), (b'"seq":', b'"seq": '), (b',"time"', b'\t,"time"'), (b',"data"', b',\r"data"')):
            self.damage_everywhere(replaced(old, new), "white space")
        self.damage_everywhere(resealed(lambda text: text[:-1] + b" }"), "white space")
        self.damage_everywhere(resealed(lambda text: text + b" "), "white space")
        self.damage_everywhere(lambda line: b" " + line, "white space")
        self.damage_everywhere(lambda line: b"{ " + line[1:], "white space")

    def test_white_space_inside_data_is_noticed(self):
        for data in ('{"a": 1}', '{"a":1, "b":2}', "[ ]", "[1,\t2]", " 1", "1 ", '["a b" ,"c"]', '["\\" ", 1]', '["\\\\" ]', '["x",\r1]'):
            self.damage_everywhere(with_data(data), "white space")

    def test_upper_case_hex_is_noticed(self):
        self.damage_everywhere(lambda line: line[:9] + line[9:73].upper() + line[73:], "hash is not 64 lower-case hex")
        self.damage_everywhere(resealed(lambda text: text[:10] + b"A" * 64 + text[74:]), "prev is not 64 lower-case hex")

    def test_a_hash_of_another_length_is_noticed(self):
        self.damage_everywhere(lambda line: line[:9] + line[10:], "hash is not 64")
        self.damage_everywhere(lambda line: line[:9] + b"0" + line[9:], "hash is not 64")
        self.damage_everywhere(resealed(lambda text: text[:10] + text[11:]), "prev is not 64")
        self.damage_everywhere(lambda line: b'{"hash":null' + line[74:], "hash is not 64")

    def test_bytes_that_are_not_utf8_are_noticed(self):
        for data in (b'"\xff"', b'"\xc3"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', b'"\xf5\x80\x80\x80"'):
            self.damage_everywhere(with_data(data), "not UTF-8")

    def test_a_byte_order_mark_is_noticed(self):
        self.damage_everywhere(lambda line: b"\xef\xbb\xbf" + line, "not JSON")

    def test_numbers_that_are_not_json_are_noticed(self):
        for data in ("NaN", "Infinity", "-Infinity", '{"a":[NaN]}'):
            self.damage_everywhere(with_data(data), "is not JSON")
        for data in ("01", "1.", ".5", "+1", "0x10", "1e", "--1", "1_000", "\u0661"):
            self.damage_everywhere(with_data(data), "is not JSON")

    def test_data_that_is_not_json_is_noticed(self):
        for data in ("", "[1,]", '{"a":1,}', "{a:1}", "'a'", '"\\x"', '"\\u12g4"', '"a\x00b"', '"a\x1fb"', "tru", "True", "[", "]", "1,2", '"',
                     "1]", "[1", "1}", "{", "undefined", "1//", "\ufeff1", "\u00a01", '"a\tb"', '{"a"}', '{1:1}', "1 2"):
            self.damage_everywhere(with_data(data), "")

    def test_records_whose_data_only_together_would_be_json_are_noticed(self):
        for first, second in (("[1", "2]"), ('"a', 'b"'), ('{"a":1', '"b":2}'), ("1,2", "3"), ("[", "]"), ("[[", "]]")):
            made = journal(1, 3)
            prev = hash_of(made[0][-1])
            for data in (first, second, "1,2"):
                made[0].append(record(prev, len(made[0]) + 1, "x", data))
                prev = hash_of(made[0][-1])
            self.write(made)
            self.assert_bad(1, 5 if first == "1" else 4, 4, "not JSON")

    def test_data_nested_without_end_is_noticed_and_breaks_nothing(self):
        for data in ("[" * 513 + "]" * 513, "[" * 5000 + "]" * 5000, '{"a":' * 100000 + "1" + "}" * 100000, "[" * 900000):
            self.damage_everywhere(with_data(data), "deep")

    def test_a_line_over_one_mebibyte_is_noticed(self):
        self.damage_everywhere(with_data('"' + "x" * MIB + '"'), "longer than 1 MiB")
        self.damage_everywhere(lambda line: b"x" * MIB + b"\n", "longer than 1 MiB")
        self.damage_everywhere(lambda line: b"x" * (MIB + 1), "longer than 1 MiB")
        self.damage_everywhere(lambda line: b"\0" * (5 * MIB), "longer than 1 MiB")

    def test_a_line_one_byte_over_one_mebibyte_is_noticed(self):
        def change(line):
            return with_data('"' + "y" * (MIB + 1 - len(with_data('""')(line))) + '"')(line)

        self.assertEqual(MIB + 1, len(change(journal()[0][0])))
        self.damage_everywhere(change, "longer than 1 MiB")

    def test_windows_line_ends_are_noticed(self):
        self.damage_everywhere(lambda line: line[:-1] + b"\r\n", "CR LF")
        self.damage_everywhere(lambda line: seal(line[73:-1] + b"\r"), "CR LF")

    def test_an_empty_line_is_noticed(self):
        self.damage_everywhere(lambda line: b"\n" + line, "the line is empty")
        made = journal()
        made[2].append(b"\n")
        self.write(made)
        self.assert_bad(3, 6, 16, "the line is empty")

    def test_a_raw_line_break_inside_a_record_is_noticed(self):
        self.damage_everywhere(replaced(b',"data"', b',\n"data"'), "not JSON")

    def test_lines_that_are_no_records_are_noticed(self):
        for line, words in ((b"null", "not an object"), (b"[1]", "not an object"), (b'"x"', "not an object"), (b"hello", "not JSON"),
                            (b"\0\0\0\0", "not JSON"), (b"{", "not JSON"), (b"\xff\xfe", "not UTF-8"), (b"   ", "white space"), (b"{}{}", "not JSON")):
            self.damage_everywhere(lambda _, line=line: line + b"\n", words)

    def test_member_names_or_values_written_with_escapes_are_noticed(self):
        self.damage_everywhere(replaced(b'"type"', b'"typ\\u0065"'), "not written exactly")
        self.damage_everywhere(replaced(b'"2025', b'"\\u0032025'), "not written exactly")

    def test_a_type_that_is_not_words_and_dots_is_noticed(self):
        for kind in ("", "Order", "order_decided", "a" * 65, "order..decided", ".order", "order.", ".", "\u00e9", "a b", "ordre.\u0661", "a\\n"):
            self.damage_everywhere(with_type(kind), "the type is not")

    def test_a_type_of_one_to_64_characters_is_allowed(self):
        for kind in ("a", "0", "a" * 64, "a-b.c-d.0", "a.b.c.d"):
            made = journal(1, 2)
            made[0].append(record(hash_of(made[0][-1]), 3, kind, "1"))
            self.write(made)
            self.assert_intact(made)

    def test_a_time_in_another_form_is_noticed(self):
        for time in ("", "2025-03-01T10:11:12Z", "2025-03-01T10:11:12.34Z", "2025-03-01T10:11:12.3456Z", "2025-03-01 10:11:12.345Z",
                     "2025-03-01T10:11:12.345z", "2025-03-01T10:11:12.345+00:00", "2025-03-01T24:00:00.000Z", "2025-03-01T10:60:12.345Z",
                     "2025-03-01T10:11:60.345Z", "25-03-01T10:11:12.345Z", "+02025-03-01T10:11:12.345Z", "2025-03-01T10:11:12,345Z",
                     "\u0662025-03-01T10:11:12.345Z"):
            self.damage_everywhere(with_time(time), "the time is not")

    def test_a_day_that_no_calendar_has_is_noticed(self):
        for day in ("2025-02-29", "2025-00-10", "2025-13-01", "2025-04-31", "2025-01-00", "1900-02-29", "2025-01-32"):
            self.damage_everywhere(with_time(day + "T10:11:12.345Z"), "not a day of the calendar")


if __name__ == "__main__":
    unittest.main()
