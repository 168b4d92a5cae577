namespace KDiffE.Domain.Filtering;

/// <summary>
/// Whether a value is what a comparison asks for. Every comparison of numbers is one interval, or several values between
/// the ends of one.
/// </summary>
internal sealed class ValueTest
{
    private readonly Comparator _comparator;
    private readonly double _low = double.PositiveInfinity;
    private readonly double _high = double.NegativeInfinity;
    private readonly double[] _numbers;
    private readonly string[] _texts;
    private readonly bool[] _truths;

    internal ValueTest(Comparison comparison)
    {
        _comparator = comparison.Comparator;
        _numbers = [.. comparison.Values.OfType<NumberLiteral>().Select(x => x.Value).Order()];
        _texts = [.. comparison.Values.OfType<TextLiteral>().Select(x => x.Value)];
        _truths = [.. comparison.Values.OfType<TruthLiteral>().Select(x => x.Value)];
        if (_numbers.Length == 0)
            return;
        (_low, _high) = _comparator switch
        {
            Comparator.Less => (double.NegativeInfinity, Math.BitDecrement(_numbers[0])),
            Comparator.AtMost => (double.NegativeInfinity, _numbers[0]),
            Comparator.Greater => (Math.BitIncrement(_numbers[0]), double.PositiveInfinity),
            Comparator.AtLeast => (_numbers[0], double.PositiveInfinity),
            _ => (_numbers[0], _numbers[^1]),
        };
    }

    /// <summary>Whether the comparison wants none of the values rather than one.</summary>
    internal bool Negated => _comparator == Comparator.NotIn;

    /// <summary>Whether a number is asked for; NaN never is.</summary>
    internal bool Number(double value) =>
        value >= _low && value <= _high && (_numbers.Length == 1 || Array.BinarySearch(_numbers, value) >= 0);

    /// <summary>Whether a cell, or an element of the list in it, is asked for.</summary>
    internal bool Holds(DistinctValues values, long cell) => Cell.IsCode(cell)
        ? values[Cell.Code(cell)] switch
        {
            string text => Text(text),
            bool truth => _truths.AsSpan().Contains(truth),
            long[] list => Any(values, list),
            _ => false,
        }
        : Number(Cell.Number(cell));

    private bool Any(DistinctValues values, long[] list)
    {
        foreach (var element in list)
        {
            if (Holds(values, element))
                return true;
        }

        return false;
    }

    private bool Text(string text)
    {
        // Files of tokens keep numbers as text.
        if (_numbers.Length > 0 && Number(JsonNumber.Of(text)))
            return true;
        if (_texts.Length == 0)
            return false;
        return _comparator switch
        {
            Comparator.Less => string.CompareOrdinal(text, _texts[0]) < 0,
            Comparator.AtMost => string.CompareOrdinal(text, _texts[0]) <= 0,
            Comparator.Greater => string.CompareOrdinal(text, _texts[0]) > 0,
            Comparator.AtLeast => string.CompareOrdinal(text, _texts[0]) >= 0,
            _ => _texts.AsSpan().Contains(text),
        };
    }
}
