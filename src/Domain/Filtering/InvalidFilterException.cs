namespace KDiffE.Domain.Filtering;

/// <summary>A clause that is none; the message says what was expected and where.</summary>
/// <param name="position">Where, see <see cref="Position"/>.</param>
/// <param name="problem">What is wrong there.</param>
public sealed class InvalidFilterException(int position, string problem) : FormatException($"column {position}: {problem}")
{
    /// <summary>Where, in characters (code points) from 1; one more than there are for the end of the text.</summary>
    public int Position { get; } = position;
}
