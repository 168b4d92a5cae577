using System.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// The update of Adam (Kingma and Ba 2015) with the usual constants: m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g²,
/// θ ← θ − rate·m / (√v·scale + ε), where rate and scale take the bias out of both moments.
/// </summary>
internal static class AdamRule
{
    internal const float Beta1 = 0.9f;
    internal const float Beta2 = 0.999f;
    internal const float Epsilon = 1e-8f;

    /// <summary>Rate and scale of a step.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="step">From 1.</param>
    internal static (float Rate, float Scale) Unbiased(float learningRate, int step) =>
        ((float)(learningRate / (1 - Math.Pow(Beta1, step))), (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))));

    /// <summary>One step for weights that lie side by side; all spans have one length.</summary>
    internal static void Update(
        Span<float> weights, Span<float> means, Span<float> squares, ReadOnlySpan<float> gradients, float rate, float scale)
    {
        var i = 0;
        for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var gradient = new Vector<float>(gradients[i..]);
            var mean = new Vector<float>(means[i..]) * Beta1 + gradient * (1 - Beta1);
            var square = new Vector<float>(squares[i..]) * Beta2 + gradient * gradient * (1 - Beta2);
            mean.CopyTo(means[i..]);
            square.CopyTo(squares[i..]);
            (new Vector<float>(weights[i..]) - mean * rate / (Vector.SquareRoot(square) * scale + new Vector<float>(Epsilon))).CopyTo(weights[i..]);
        }

        for (; i < weights.Length; i++)
        {
            means[i] = means[i] * Beta1 + gradients[i] * (1 - Beta1);
            squares[i] = squares[i] * Beta2 + gradients[i] * gradients[i] * (1 - Beta2);
            weights[i] -= means[i] * rate / (MathF.Sqrt(squares[i]) * scale + Epsilon);
        }
    }
}
