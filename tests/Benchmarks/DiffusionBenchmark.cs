using BenchmarkDotNet.Attributes;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>
/// The guided diffusion over 1,425 items, 3,378 columns and 38,500 entries: one pass of training in either mode, and
/// the reverse process as it is carried in the hidden space against posterior means over whole rows.
/// </summary>
public class DiffusionBenchmark : IDisposable
{
    private const int Items = 1425;
    private const int Columns = 3378;
    private const int PerItem = 27;
    private const int Dim = 64;
    private const int Batch = 256;

    private readonly NoiseSchedule _schedule = new(10);
    private CsrPattern _states = null!;
    private Denoiser _denoiser = null!;
    private GuidedDiffusion _dense = null!;
    private GuidedDiffusion _sampled = null!;
    private Tensor _guides = null!;
    private Tensor _embeddings = null!;

    [Params(256, 1000)]
    public int Hidden { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        manual_seed(1);
        var random = new Random(1);
        var pairs = Enumerable.Range(0, Items).SelectMany(item =>
        {
            var tails = new HashSet<int>();
            while (tails.Count < PerItem)
                tails.Add((int)(Math.Pow(random.NextDouble(), 2) * Columns));
            return tails.Select(tail => (item, tail));
        }).ToArray();
        _states = CsrPattern.FromPairs(Items, Columns, [.. pairs.Select(p => p.item)], [.. pairs.Select(p => p.tail)]);
        _guides = randn(Items, Dim);
        _embeddings = randn(Columns, Dim);
        _denoiser = new Denoiser(Columns, Dim, Hidden, _schedule.Steps, DeviceOperators.Cpu);
        _dense = Create(DiffusionMode.Dense);
        _sampled = Create(DiffusionMode.Sampled);
        if (HiddenSpace().Zip(WholeRows()).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-3))
            throw new InvalidOperationException("The two reverse processes disagree.");

        GuidedDiffusion Create(DiffusionMode mode) =>
            new(_states, Dim, new DiffusionSettings { Mode = mode, Hidden = Hidden }, new Random(1), DeviceOperators.Cpu);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (var resource in new IDisposable[] { _guides, _embeddings, _denoiser, _dense, _sampled })
            resource.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public double DensePass() => _dense.TrainPass(_guides, _embeddings, CancellationToken.None);

    [Benchmark]
    public double SampledPass() => _sampled.TrainPass(_guides, _embeddings, CancellationToken.None);

    /// <summary>x̂_0 at the entries, as the graph is rebuilt.</summary>
    [Benchmark]
    public float[] HiddenSpace()
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        using var process = new ReverseProcess(_denoiser, _schedule, noiseSteps: 0, Precision.Auto, DeviceOperators.Cpu);
        var hidden = process.Run(new BatchColumns([.. Enumerable.Range(0, Columns).Select(c => (long)c)], [], _states), _guides);
        return TensorMemory.ToArray(DeviceOperators.Cpu.Dots(hidden, _denoiser.OutputTable, new WeightedGather(_states)));
    }

    /// <summary>The same from whole rows.</summary>
    [Benchmark]
    public float[] WholeRows()
    {
        using var unrecorded = no_grad();
        return [.. Enumerable.Range(0, Items).Chunk(Batch).SelectMany(rows =>
        {
            using var scope = NewDisposeScope();
            var state = zeros(rows.Length, Columns);
            var cells = TensorMemory.Floats(state);
            foreach (var row in rows)
            {
                foreach (var column in _states.Row(row))
                    cells[(row - rows[0]) * Columns + column] = 1;
            }

            var guides = _guides.narrow(0, rows[0], rows.Length);
            for (var t = _schedule.Steps - 1; t >= 0; t--)
            {
                var hidden = _denoiser.HiddenLayer(state.matmul(_denoiser.InputTable), full(rows.Length, t, ScalarType.Int64), guides);
                state = hidden.matmul(_denoiser.OutputTable.t()) * _schedule.PosteriorStartWeights[t] + state * _schedule.PosteriorStateWeights[t];
            }

            var result = TensorMemory.ToArray(state);
            return rows.SelectMany(row => _states.Row(row).ToArray().Select(column => result[(row - rows[0]) * Columns + column])).ToArray();
        })];
    }
}
