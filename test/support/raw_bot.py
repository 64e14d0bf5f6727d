"""A bot in another language, from docs/bot-protocol.md alone: Python 3, standard library only.

What it does is its first argument:
  trade    places one order, waits until it is filled, saves that, and logs it
  flood    writes messages as fast as it can
  endless  writes without ever ending a line
  lie      names another bot in an order
  die      places an order and ends itself at once
  hang     says hello and then nothing, and does not read
  child    starts a process of its own that would outlive it
"""
import json
import os
import subprocess
import sys
import threading
import time

last_id = 0
lock = threading.Lock()


def send(method, params, wants_answer=True):
    global last_id
    with lock:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if wants_answer:
            last_id += 1
            message["id"] = last_id
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()
        return message.get("id")


def beat():
    while True:
        time.sleep(0.5)
        send("heartbeat", {}, wants_answer=False)


def order(name, **change):
    params = {"botOrderId": name, "symbol": "BTC/USDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "49000"}
    params.update(change)
    return send("order.place", params)


def log(text):
    send("log", {"level": "info", "message": text}, wants_answer=False)


def main(mode):
    asked = send("hello", {"protocol": 1, "name": "raw-python", "version": "0.1"})
    for line in sys.stdin:
        message = json.loads(line)
        if message.get("id") == asked:
            if mode not in ("hang", "endless"):
                threading.Thread(target=beat, daemon=True).start()
            session = message["result"]["session"]
            saved = message["result"]["savedState"]
            log("saved state: " + json.dumps(saved))
            if mode == "trade":
                order(session + "-1")
            elif mode == "lie":
                order(session + "-1", botId="bot-2")
            elif mode == "die":
                order(session + "-1")
                os._exit(3)
            elif mode == "hang":
                time.sleep(600)
            elif mode == "endless":
                while True:
                    sys.stdout.write("x" * 65536)
                    sys.stdout.flush()
            elif mode == "flood":
                while True:
                    sys.stdout.write('{"jsonrpc":"2.0","method":"heartbeat"}\n' * 100)
                    sys.stdout.flush()
            elif mode == "child":
                child = subprocess.Popen(["sleep", "600"])
                log("child %d" % child.pid)
        elif "error" in message:
            log("error %d" % message["error"]["code"])
        elif message.get("method") == "order.update" and message["params"]["order"]["state"] == "filled":
            send("state.save", {"state": {"filled": message["params"]["order"]["botOrderId"]}})
            log("filled")
        elif message.get("method") == "stop":
            log("goodbye")
            return


main(sys.argv[1])
