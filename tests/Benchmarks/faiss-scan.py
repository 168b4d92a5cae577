"""The exact top 20 of random rows by Faiss (IndexFlatIP) on one thread; prints ms per query, for single queries and for batches of 64."""
import sys
import time

import faiss
import numpy

items, dim = int(sys.argv[1]), int(sys.argv[2])
faiss.omp_set_num_threads(1)
random = numpy.random.default_rng(1)
index = faiss.IndexFlatIP(dim)
index.add(random.random((items, dim), dtype=numpy.float32) - 0.5)
queries = random.random((64, dim), dtype=numpy.float32) - 0.5


def least(count, rounds):
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        index.search(queries[:count], 20)
        times.append(time.perf_counter() - begun)
    return min(times) * 1000 / count


print(f"faiss-single {least(1, 15):.3f}")
print(f"faiss-batch {least(64, 3):.3f}")
