using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Demo;

/// <summary>Draws values in proportion to their weights.</summary>
internal sealed class WeightedChoice<T>
{
    private readonly T[] _values;
    private readonly double[] _cumulative;

    public WeightedChoice(IEnumerable<(T Value, double Weight)> weighted)
    {
        var entries = weighted.ToArray();
        _values = [.. entries.Select(entry => entry.Value)];
        _cumulative = new double[entries.Length];
        var sum = 0.0;
        for (var i = 0; i < entries.Length; i++)
        {
            sum += entries[i].Weight;
            _cumulative[i] = sum;
        }
    }

    public int Count => _values.Length;

    public T Draw(SeededRandom random)
    {
        var found = Array.BinarySearch(_cumulative, random.Fraction() * _cumulative[^1]);
        return _values[Math.Min(found < 0 ? ~found : found + 1, _values.Length - 1)];
    }
}
