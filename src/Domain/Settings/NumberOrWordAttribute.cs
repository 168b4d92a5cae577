using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace KDiffE.Domain.Settings;

/// <summary>Holds a text to some words, or a number within a range.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberOrWordAttribute : ValidationAttribute
{
    /// <param name="minimum">The least number.</param>
    /// <param name="maximum">The largest one.</param>
    /// <param name="words">What it may be instead.</param>
    public NumberOrWordAttribute(double minimum, double maximum, params string[] words)
    {
        (Minimum, Maximum, Words) = (minimum, maximum, words);
        ErrorMessage = string.Create(CultureInfo.InvariantCulture, $"must be {string.Join(", ", words)} or a number from {minimum} to {maximum}");
    }

    /// <summary>Whether its numbers are whole ones.</summary>
    public bool IsWhole { get; init; }

    internal double Minimum { get; }

    internal double Maximum { get; }

    internal IReadOnlyList<string> Words { get; }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is string text
        && (Words.Contains(text, StringComparer.Ordinal)
            || (double.TryParse(text, IsWhole ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number >= Minimum && number <= Maximum));
}
