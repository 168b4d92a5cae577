using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Diffusion;

/// <summary>The process in the hidden space against posterior means over whole rows.</summary>
[Collection(SeededTorch.Name)]
public sealed class ReverseProcessTests : IDisposable
{
    private const int Columns = 9;
    private const int Dim = 2;
    private static readonly CsrPattern States = CsrPattern.FromPairs(3, Columns, [0, 1, 1, 2, 2, 2], [8, 0, 3, 2, 3, 7]);
    private static readonly float[] Guides = [0.4f, -1, 0, 0, 2, 0.1f];

    private static readonly BatchColumns Whole = new([.. Enumerable.Range(0, Columns).Select(c => (long)c)], [], States);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Denoiser _denoiser = Create(hidden: 7);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void ScoresAsThePlainProcessDoes(int steps)
    {
        var schedule = new NoiseSchedule(steps);

        var scores = Run(_denoiser, schedule, noiseSteps: 0);

        ShouldBePlain(scores, _denoiser, schedule, zeros(3, Columns), 1);
    }

    [Fact]
    public void ScoresAsThePlainProcessDoesWithMoreHiddenUnitsThanColumns()
    {
        var schedule = new NoiseSchedule(10);
        var wide = Create(hidden: 40);

        var scores = Run(wide, schedule, noiseSteps: 0);

        ShouldBePlain(scores, wide, schedule, zeros(3, Columns), 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void StartsFromTheNoiseAskedFor(int noiseSteps)
    {
        var schedule = new NoiseSchedule(10);
        manual_seed(7);
        var noise = randn(3, Columns) * Math.Sqrt(1 - schedule.AlphaBars[noiseSteps - 1]);
        manual_seed(7);

        var scores = Run(_denoiser, schedule, noiseSteps);

        ShouldBePlain(scores, _denoiser, schedule, noise, Math.Sqrt(schedule.AlphaBars[noiseSteps - 1]));
    }

    [Fact]
    public void ReadsOnlyTheColumnsThatTheRowsHold()
    {
        // The same rows over the columns 0, 2, 3, 7, 8 alone.
        using var process = new ReverseProcess(_denoiser, new NoiseSchedule(10), noiseSteps: 0, Precision.Auto, DeviceOperators.Cpu);
        var whole = process.Run(Whole, tensor(Guides, [3, Dim]));
        var compact = process.Run(
            new BatchColumns([0, 2, 3, 7, 8], [], new CsrPattern(3, 5, States.Offsets, [4, 0, 2, 1, 2, 3])), tensor(Guides, [3, Dim]));

        TensorMemory.ToArray(compact).ShouldBe(TensorMemory.ToArray(whole));
    }

    private static Denoiser Create(int hidden)
    {
        manual_seed(6);
        var denoiser = new Denoiser(Columns, Dim, hidden, steps: 10, DeviceOperators.Cpu);

        // Outputs of the size of entries, so that every step matters.
        using var unrecorded = no_grad();
        denoiser.OutputTable.mul_(10);
        return denoiser;
    }

    private static float[] Run(Denoiser denoiser, NoiseSchedule schedule, int noiseSteps)
    {
        using var process = new ReverseProcess(denoiser, schedule, noiseSteps, Precision.Auto, DeviceOperators.Cpu);
        var hidden = process.Run(Whole, tensor(Guides, [3, Dim]));
        return TensorMemory.ToArray(hidden.matmul(denoiser.OutputTable.t()));
    }

    private static void ShouldBePlain(float[] scores, Denoiser denoiser, NoiseSchedule schedule, Tensor noise, double signal)
    {
        var plain = new PlainDenoiser(denoiser);
        var start = TensorMemory.ToArray(noise);
        for (var row = 0; row < 3; row++)
        {
            var state = Enumerable.Range(0, Columns).Select(c => start[row * Columns + c] + (States.Row(row).Contains(c) ? signal : 0)).ToArray();
            var expected = plain.Reverse(state, Matrices.ToDouble(Guides[(row * Dim)..((row + 1) * Dim)]), schedule);
            scores[(row * Columns)..((row + 1) * Columns)].ShouldBeNear(expected, 1e-5);
        }
    }
}
