"""Presses the left button of the X server's pointer where it stands, and prints when, one line a press.

Each line is the machine's monotonic clock in nanoseconds, read in the instant before the press is handed to the X server.
Usage: pointer.py N   presses N times
       pointer.py -   presses once for each line of its standard input
"""

import ctypes
import sys
import time
from collections.abc import Iterator

LEFT = 1


def paced(count: int) -> Iterator[None]:
    for press in range(count):
        # Uneven pauses, so that no beat of the console's own is met again and again.
        time.sleep((40 + press % 7 * 9) / 1000)
        yield


def asked() -> Iterator[None]:
    while sys.stdin.readline():
        yield


def main() -> None:
    x11 = ctypes.CDLL("libX11.so.6")
    xtst = ctypes.CDLL("libXtst.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XFlush.argtypes = [ctypes.c_void_p]
    xtst.XTestFakeButtonEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
    display = x11.XOpenDisplay(None)
    if not display:
        sys.exit("pointer.py: there is no display")
    for _ in asked() if sys.argv[1] == "-" else paced(int(sys.argv[1])):
        at = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        xtst.XTestFakeButtonEvent(display, LEFT, 1, 0)
        x11.XFlush(display)
        print(at, flush=True)
        xtst.XTestFakeButtonEvent(display, LEFT, 0, 0)
        x11.XFlush(display)


main()
