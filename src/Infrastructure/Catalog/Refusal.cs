namespace KDiffE.Infrastructure.Catalog;

/// <summary>A row that breaks no rule by itself and does not fit what is stored.</summary>
/// <param name="Row">Its number: the line of a bulk write, or the place in a list from 1.</param>
/// <param name="Field">The field that does not fit.</param>
/// <param name="Reason">Why not.</param>
internal sealed record Refusal(long Row, string Field, string Reason);
