namespace KDiffE.Infrastructure.Catalog;

/// <summary>A row that a client wrote breaks a rule.</summary>
/// <param name="field">The field that does; null where it is the row as a whole.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class InvalidFieldException(string? field, string reason) : Exception(field is null ? reason : $"{field}: {reason}")
{
    /// <summary>The field that breaks the rule; null where it is the row as a whole.</summary>
    public string? Field { get; } = field;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;

    /// <summary>The same, of a row in a list.</summary>
    /// <param name="index">Its place, from 0.</param>
    public InvalidFieldException InRow(int index) => new(Field is null ? $"[{index}]" : $"[{index}].{Field}", Reason);
}
