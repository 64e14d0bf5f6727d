"""Another program on the desktop, until its standard input ends.

Usage: other_program.py keys    takes Ctrl+Shift+H for itself
       other_program.py front   opens a small window and takes the keyboard
Prints `ready` once it has what it is there for.
"""

import ctypes
import sys
import time

CONTROL = 1 << 2
SHIFT = 1 << 0
ASYNC = 1
REVERT_TO_PARENT = 2
VIEWABLE_WAIT_S = 0.02


def open_display() -> tuple[ctypes.CDLL, ctypes.c_void_p, int]:
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XCreateSimpleWindow.restype = ctypes.c_ulong
    x11.XStringToKeysym.restype = ctypes.c_ulong
    opened = x11.XOpenDisplay(None)
    if not opened:
        sys.exit("other_program.py: there is no display")
    display = ctypes.c_void_p(opened)
    return x11, display, x11.XDefaultRootWindow(display)


def take_keys(x11: ctypes.CDLL, display: ctypes.c_void_p, root: int) -> None:
    key = x11.XKeysymToKeycode(display, ctypes.c_ulong(x11.XStringToKeysym(b"h"))) & 0xFF
    x11.XGrabKey(display, key, CONTROL | SHIFT, ctypes.c_ulong(root), 1, ASYNC, ASYNC)
    x11.XSync(display, 0)


def come_to_front(x11: ctypes.CDLL, display: ctypes.c_void_p, root: int) -> None:
    window = ctypes.c_ulong(x11.XCreateSimpleWindow(display, ctypes.c_ulong(root), 1500, 900, 100, 100, 0, 0, 0))
    x11.XMapRaised(display, window)
    x11.XSync(display, 0)
    time.sleep(VIEWABLE_WAIT_S)
    x11.XSetInputFocus(display, window, REVERT_TO_PARENT, 0)
    x11.XSync(display, 0)


def main() -> None:
    x11, display, root = open_display()
    {"keys": take_keys, "front": come_to_front}[sys.argv[1]](x11, display, root)
    print("ready", flush=True)
    sys.stdin.read()


main()
