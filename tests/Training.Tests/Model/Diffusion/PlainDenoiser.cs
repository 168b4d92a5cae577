using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using TorchSharp.Modules;

namespace KDiffE.Training.Tests.Model.Diffusion;

/// <summary>The denoiser, its loss and its reverse process in plain loops of doubles, over whole rows.</summary>
internal sealed class PlainDenoiser(Parameter inputTable, Parameter context, Parameter outputTable)
{
    internal PlainDenoiser(Denoiser denoiser)
        : this(denoiser.InputTable, denoiser.Context, denoiser.OutputTable)
    {
    }

    /// <summary>W₁.</summary>
    internal double[] Input { get; } = Matrices.ToDouble(TensorMemory.ToArray(inputTable));

    /// <summary>W_c.</summary>
    internal double[] Context { get; } = Matrices.ToDouble(TensorMemory.ToArray(context));

    /// <summary>W₂.</summary>
    internal double[] Output { get; } = Matrices.ToDouble(TensorMemory.ToArray(outputTable));

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
                sum += state[c] * Input[c * Hidden + k];
            for (var f = 0; f < features.Length; f++)
                sum += features[f] * Context[f * Hidden + k];
            hidden[k] = Math.Tanh(sum);
        }

        hidden[Hidden] = 1;
        return [.. Enumerable.Range(0, Columns).Select(c => hidden.Select((h, k) => h * Output[c * (Hidden + 1) + k]).Sum())];
    }

    /// <summary>
    /// The loss of one row: w/C·Σ (x̂_0 − x_0)² + weight·‖Σ x̂_0²·z / Σ x̂_0² − guide‖², every sum with the weights of the
    /// columns.
    /// </summary>
    internal double Loss(
        double[] start, double[] input, double[] columnWeights, int t, double[] guide, double[][] columnEmbeddings,
        double snrWeight, double guideWeight)
    {
        var predicted = Predict(input, t, guide);
        var error = predicted.Select((p, c) => columnWeights[c] * (p - start[c]) * (p - start[c])).Sum() / Columns;
        if (guide.All(g => g == 0))
            return snrWeight * error;
        double[] squares = [.. predicted.Select((p, c) => columnWeights[c] * p * p)];
        var distance = guide.Select((g, k) => Math.Pow(squares.Select((s, c) => s * columnEmbeddings[c][k]).Sum() / squares.Sum() - g, 2)).Sum();
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
