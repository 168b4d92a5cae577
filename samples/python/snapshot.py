"""Reads a snapshot with NumPy alone, and ranks as the service does.

    python3 samples/python/snapshot.py SNAPSHOT.safetensors USER
"""

import json
import struct
import sys

import numpy as np

TYPES = {"F32": "<f4", "I32": "<i4", "I64": "<i8", "U8": "u1"}


def read(path):
    """The tensors of a snapshot by name, and its metadata."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        start = file.tell()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        kind = np.dtype(TYPES[tensor["dtype"]])
        values = np.memmap(path, kind, "r", start + begin, (end - begin) // kind.itemsize) if end > begin else np.empty(0, kind)
        tensors[name] = values.reshape(tensor["shape"])
    return tensors, metadata


def strings(tensors, name):
    """The texts of a table of them, such as items.id: UTF-8, one after the other."""
    data, offsets = tensors[name + "_bytes"].tobytes(), tensors[name + "_offsets"]
    return [data[begin:end].decode() for begin, end in zip(offsets[:-1], offsets[1:])]


def recommend(tensors, user, n=10):
    """The n items that score highest for a user and are not known to it: rows and scores, the best first."""
    scores = tensors["items.embedding"] @ tensors["users.embedding"][user]
    seen = tensors["seen.items"][tensors["seen.offsets"][user]:tensors["seen.offsets"][user + 1]]
    scores[seen] = -np.inf
    # Equal scores by ascending row, as the service has them.
    best = np.argsort(-scores, kind="stable")[:n]
    return best, scores[best]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    tensors, metadata = read(sys.argv[1])
    ids, names, users = strings(tensors, "items.id"), strings(tensors, "items.name"), strings(tensors, "users.id")
    if sys.argv[2] not in users:
        sys.exit(f"The snapshot knows no user {sys.argv[2]}.")
    print("snapshot", metadata["version"], json.loads(metadata["metrics"]))
    for item, score in zip(*recommend(tensors, users.index(sys.argv[2]))):
        print(f"{score:.4f}  {ids[item]}  {names[item]}")
