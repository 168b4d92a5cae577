#!/usr/bin/python3
"""A bad line between two network interfaces that it makes: every frame comes late, and some never.

    line.py NAME NAME DELAY_MS LOSS SEED

The interfaces go with it. It does in user space what the kernel's netem does, which not every kernel has.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
LONGEST_FRAME = 65536


def interface(name):
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return file


def main():
    ends = [interface(sys.argv[1]), interface(sys.argv[2])]
    delay, loss = float(sys.argv[3]) / 1000, float(sys.argv[4])
    chance = random.Random(int(sys.argv[5]))
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    under_way, number = [], 0
    print("ready", flush=True)
    while True:
        wait = max(under_way[0][0] - time.monotonic(), 0) if under_way else None
        for end in select.select(ends, [], [], wait)[0]:
            try:
                frame = os.read(end, LONGEST_FRAME)
            except OSError:  # not up yet
                continue
            if chance.random() >= loss:
                number += 1
                heapq.heappush(under_way, (time.monotonic() + delay, number, other[end], frame))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, end, frame = heapq.heappop(under_way)
            try:
                os.write(end, frame)
            except OSError:  # not up, or full: lost
                pass


main()
