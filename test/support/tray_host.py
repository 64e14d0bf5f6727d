"""What shows tray icons on a Linux desktop, as far as a program can tell: has the name, and takes every icon.

Prints `ready` once it has the name on the session bus, then one line for each icon: the bus name of its program. Ends with its
standard input. D-Bus specification, "Message protocol"; freedesktop.org, StatusNotifierItem.
"""

import os
import re
import socket
import struct
import sys
import threading

NAME = "org.kde.StatusNotifierWatcher"
METHOD_CALL, METHOD_RETURN = 1, 2
PATH, INTERFACE, MEMBER, REPLY_SERIAL, DESTINATION, SENDER, SIGNATURE = 1, 2, 3, 5, 6, 7, 8


def pad(data: bytes, to: int) -> bytes:
    return data + b"\0" * (-len(data) % to)


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode() + b"\0"


def signature(value: str) -> bytes:
    return bytes([len(value)]) + value.encode() + b"\0"


def message(kind: int, serial: int, fields: list[tuple[int, str, bytes]], body: bytes = b"") -> bytes:
    packed = b""
    for code, kind_of, value in fields:
        packed = pad(packed, 8) + bytes([code]) + signature(kind_of)
        packed = (pad(packed, 4) if kind_of == "u" else packed) + value
    head = b"l" + bytes([kind, 0, 1]) + struct.pack("<III", len(body), serial, len(packed))
    return pad(head + packed, 8) + body


def call(serial: int, member: str, types: str = "", body: bytes = b"") -> bytes:
    bus = "org.freedesktop.DBus"
    fields = [(PATH, "o", text("/org/freedesktop/DBus")), (INTERFACE, "s", text(bus)), (MEMBER, "s", text(member))]
    fields.append((DESTINATION, "s", text(bus)))
    return message(METHOD_CALL, serial, fields + ([(SIGNATURE, "g", signature(types))] if types else []), body)


def read_fields(data: bytes) -> dict[int, str]:
    fields, at = {}, 0
    while at < len(data):
        at += -at % 8
        code, kind_of = data[at], chr(data[at + 2])
        at += 4
        if kind_of == "u":
            at += 4
            continue
        length = data[at] if kind_of == "g" else struct.unpack_from("<I", data, at)[0]
        start = at + (1 if kind_of == "g" else 4)
        fields[code] = data[start : start + length].decode()
        at = start + length + 1
    return fields


def serve(bus: socket.socket) -> None:
    data, serial = b"", 10
    while True:
        while len(data) < 16 or len(data) < (size := measure(data)):
            data += bus.recv(65536)
        kind, (_, asked, fields_length) = data[1], struct.unpack_from("<III", data, 4)
        fields = read_fields(data[16 : 16 + fields_length])
        data = data[size:]
        if kind != METHOD_CALL:
            continue
        serial += 1
        answer = [(REPLY_SERIAL, "u", struct.pack("<I", asked)), (DESTINATION, "s", text(fields[SENDER]))]
        if fields[MEMBER] == "Get":
            # A variant of a boolean: somebody shows icons.
            body = pad(signature("b"), 4) + struct.pack("<I", 1)
            bus.sendall(message(METHOD_RETURN, serial, answer + [(SIGNATURE, "g", signature("v"))], body))
        else:
            bus.sendall(message(METHOD_RETURN, serial, answer))
        if fields[MEMBER] == "RegisterStatusNotifierItem":
            print(fields[SENDER], flush=True)


def measure(data: bytes) -> int:
    body_length, _, fields_length = struct.unpack_from("<III", data, 4)
    return (16 + fields_length + 7) // 8 * 8 + body_length


def main() -> None:
    found = re.search(r"unix:(?:[^;]*,)?(path|abstract)=([^,;]+)", os.environ["DBUS_SESSION_BUS_ADDRESS"])
    if found is None:
        sys.exit("tray_host.py: there is no session bus")
    bus = socket.socket(socket.AF_UNIX)
    bus.connect(found[2] if found[1] == "path" else "\0" + found[2])
    bus.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
    if not bus.recv(1024).startswith(b"OK"):
        sys.exit("tray_host.py: the bus does not take us")
    bus.sendall(b"BEGIN\r\n" + call(1, "Hello") + call(2, "RequestName", "su", pad(text(NAME), 4) + struct.pack("<I", 0)))
    threading.Thread(target=serve, args=(bus,), daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()


main()
