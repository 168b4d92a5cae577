using KDiffE.Training.Kernels;
using KDiffE.Training.Model;
using KDiffE.Training.Tests.Kernels;
using TorchSharp.Modules;

namespace KDiffE.Training.Tests.Diffusion;

/// <summary>The denoiser, its loss and its reverse process in plain loops of doubles, over whole rows.</summary>
internal sealed class PlainDenoiser(Parameter inputTable, Parameter context, Parameter outputTable)
{
    private readonly double[] _input = Matrices.ToDouble(TensorMemory.ToArray(inputTable));
    private readonly double[] _context = Matrices.ToDouble(TensorMemory.ToArray(context));
    private readonly double[] _output = Matrices.ToDouble(TensorMemory.ToArray(outputTable));

    internal PlainDenoiser(Denoiser denoiser)
        : this(denoiser.InputTable, denoiser.Context, denoiser.OutputTable)
    {
    }

    private int Columns { get; } = (int)inputTable.shape[0];

    private int Hidden { get; } = (int)inputTable.shape[1];

    /// <summary>x̂_0 of one row.</summary>
    internal double[] Predict(double[] state, int t, double[] guide)
    {
        double[] features =
        [
            .. Enumerable.Range(0, 5).Select(f => Math.Cos(t / Math.Pow(10, 0.8 * f))),
            .. Enumerable.Range(0, 5).Select(f => Math.Sin(t / Math.Pow(10, 0.8 * f))),
            .. guide, 1,
        ];
        var hidden = new double[Hidden + 1];
        for (var k = 0; k < Hidden; k++)
        {
            var sum = 0.0;
            for (var c = 0; c < Columns; c++)
                sum += state[c] * _input[c * Hidden + k];
            for (var f = 0; f < features.Length; f++)
                sum += features[f] * _context[f * Hidden + k];
            hidden[k] = Math.Tanh(sum);
        }

        hidden[Hidden] = 1;
        return [.. Enumerable.Range(0, Columns).Select(c => hidden.Select((h, k) => h * _output[c * (Hidden + 1) + k]).Sum())];
    }

    /// <summary>The loss of one row: w/C·Σ (x̂_0 − x_0)² + weight·‖Σ x̂_0²·z / Σ x̂_0² − guide‖².</summary>
    internal double Loss(
        double[] start, double[] input, int t, double[] guide, double[][] columnEmbeddings, double snrWeight, double guideWeight)
    {
        var predicted = Predict(input, t, guide);
        var error = predicted.Zip(start, (p, x) => (p - x) * (p - x)).Sum() / Columns;
        if (guide.All(g => g == 0))
            return snrWeight * error;
        var mass = predicted.Sum(p => p * p);
        var distance = guide.Select((g, k) => Math.Pow(predicted.Select((p, c) => p * p * columnEmbeddings[c][k]).Sum() / mass - g, 2)).Sum();
        return snrWeight * error + guideWeight * distance;
    }

    /// <summary>The T posterior means from <paramref name="state"/> down to x̂_0.</summary>
    internal double[] Reverse(double[] state, double[] guide, NoiseSchedule schedule)
    {
        for (var t = schedule.Steps - 1; t >= 0; t--)
        {
            var predicted = Predict(state, t, guide);
            state = [.. state.Zip(predicted, (x, p) => schedule.PosteriorStartWeights[t] * p + schedule.PosteriorStateWeights[t] * x)];
        }

        return state;
    }
}
