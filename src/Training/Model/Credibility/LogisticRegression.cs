using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Credibility;

/// <summary>
/// Logistic regression of two classes that count alike however many members they have, by Newton's method: log odds
/// w·z + w_0, z the standardised features, with an L2 penalty of 1 on w.
/// </summary>
internal sealed class LogisticRegression
{
    private const int Iterations = 20;

    // Standard deviations beyond which a feature says no more.
    private const double Most = 4;

    private readonly (double Mean, double Deviation)[] _scales;
    private readonly double[] _weights;

    /// <param name="first">The first class: a column of values for each feature.</param>
    /// <param name="second">The second class, likewise.</param>
    internal LogisticRegression(double[][] first, double[][] second)
    {
        _scales = [.. first.Zip(second, (a, b) => Scale([.. a, .. b]))];
        using var scope = NewDisposeScope();
        var (members, others) = (first[0].Length, second[0].Length);
        var x = stack(first.Zip(second, (a, b) => tensor([.. a, .. b])).Select((column, f) => Standardised(column, f)).Append(ones(members + others, dtype: ScalarType.Float64)), 1);
        var y = cat([ones(members, dtype: ScalarType.Float64), zeros(others, dtype: ScalarType.Float64)], 0);
        var mass = cat([full(members, (double)others, dtype: ScalarType.Float64), full(others, (double)members, dtype: ScalarType.Float64)], 0)
            .Times((members + others) / Math.Max(1, 2.0 * members * others));
        var penalty = diag(cat([ones(first.Length, dtype: ScalarType.Float64), zeros(1, dtype: ScalarType.Float64)], 0));
        var weights = zeros(first.Length + 1, dtype: ScalarType.Float64);
        for (var iteration = 0; iteration < Iterations && members > 0 && others > 0; iteration++)
        {
            var odds = x.matmul(weights).sigmoid();
            var gradient = x.t().matmul(odds.Minus(y) * mass).Plus(penalty.matmul(weights));
            var curvature = x.t().matmul(x * (odds.Minus(odds.Squared()) * mass).unsqueeze(1)).Plus(penalty);
            weights = weights.Minus(linalg.solve(curvature, gradient));
        }

        _weights = weights.data<double>().ToArray();
    }

    /// <summary>What a standard deviation of each feature is worth, in log odds.</summary>
    internal IReadOnlyList<double> Weights => _weights[..^1];

    /// <summary>The log odds of examples to be of the first class.</summary>
    /// <param name="features">A column of values for each feature.</param>
    internal double[] LogOdds(double[][] features)
    {
        using var scope = NewDisposeScope();
        var odds = full(features[0].Length, _weights[^1], dtype: ScalarType.Float64);
        for (var f = 0; f < features.Length; f++)
            odds = odds.Plus(Standardised(tensor(features[f]), f).Times(_weights[f]));
        return odds.data<double>().ToArray();
    }

    private Tensor Standardised(Tensor values, int feature)
    {
        using var mean = tensor(_scales[feature].Mean);
        return values.Minus(mean).Times(_scales[feature].Deviation > 0 ? 1 / _scales[feature].Deviation : 0).clamp(-Most, Most);
    }

    private static (double Mean, double Deviation) Scale(double[] values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
