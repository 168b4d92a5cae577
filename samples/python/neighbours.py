"""Searches a snapshot's items with FAISS, and says how often an approximate index finds what an exact one does.

    python3 samples/python/neighbours.py SNAPSHOT.safetensors
"""

import sys

import faiss
import numpy as np

from snapshot import read

N = 20

if len(sys.argv) != 2:
    sys.exit(__doc__)
tensors, _ = read(sys.argv[1])
items = np.ascontiguousarray(tensors["items.embedding"])
users = np.ascontiguousarray(tensors["users.embedding"][:1000])

exact = faiss.IndexFlatIP(items.shape[1])
exact.add(items)
_, best = exact.search(users, N)

graph = faiss.IndexHNSWFlat(items.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
graph.hnsw.efSearch = 128
graph.add(items)
_, found = graph.search(users, N)

share = np.mean([len(set(a) & set(b)) / N for a, b in zip(best, found)])
print(f"{len(items)} items: HNSW finds {share:.1%} of the exact {N}")
