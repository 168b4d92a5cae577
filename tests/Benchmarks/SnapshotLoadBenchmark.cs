using BenchmarkDotNet.Attributes;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Benchmarks;

/// <summary>
/// A snapshot of 1,000,000 items and 100,000 users of 64 dimensions, from the file to ready to serve, beside reading the
/// file once: no load can be faster than that.
/// </summary>
[MemoryDiagnoser]
public class SnapshotLoadBenchmark
{
    private const int Users = 100_000;
    private const int Items = 1_000_000;
    private const int Dim = 64;
    private const int Block = 1 << 20;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"kdiffe-load-{Environment.ProcessId}.safetensors");

    [GlobalSetup]
    public void Setup() => SnapshotFile.Write(SyntheticSnapshot.Content("v1", Users, Items, Dim), _path);

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_path);

    [Benchmark(Baseline = true)]
    public long ReadTheFile()
    {
        using var file = File.OpenHandle(_path);
        var block = new byte[Block];
        var read = 0L;
        for (int count; (count = RandomAccess.Read(file, block, read)) > 0;)
            read += count;
        return read;
    }

    [Benchmark]
    public void Open() => SnapshotFile.Open(_path).Dispose();

    [Benchmark]
    public int OpenAndRank()
    {
        using var snapshot = SnapshotFile.Open(_path);
        Span<ScoredItem> top = stackalloc ScoredItem[1];
        return new SnapshotRanking(snapshot).ByScore.Find(snapshot.UserEmbedding(0), allowed: null, after: null, top);
    }
}
