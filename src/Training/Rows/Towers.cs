namespace KDiffE.Training.Rows;

/// <summary>What the content of a catalogue predicts of its items' rows, by source; computed when it is first asked for.</summary>
/// <param name="contents">The sources.</param>
/// <param name="rows">The rows of items; its users play no part.</param>
/// <param name="popularity">Training interactions of each item, <c>[J]</c>.</param>
internal sealed class Towers(IReadOnlyList<Content> contents, Part rows, int[] popularity)
{
    /// <summary>All sources side by side.</summary>
    internal const string All = "all content";

    private readonly Dictionary<string, Tower> _towers = new(StringComparer.Ordinal);

    /// <summary>What a source predicts; the mean row where that is as good, or there is no such source.</summary>
    internal Tower this[string source]
    {
        get
        {
            if (!_towers.TryGetValue(source, out var tower))
                _towers.Add(source, tower = Of(source));
            return tower;
        }
    }

    /// <summary>What predicts best: a source, all together, or the mean row where none does better.</summary>
    internal Tower Best()
    {
        var names = contents.Select(content => content.Source);
        return (contents.Count > 1 ? names.Append(All) : names).Select(name => this[name]).Append(this[Tower.Mean]).MaxBy(tower => tower.Explained)!;
    }

    private Tower Of(string source)
    {
        if (source == Tower.Mean)
            return Tower.OfMean(rows, popularity);
        Part[] parts = [.. contents.Where(content => source == All || content.Source == source).Select(content => new Part(content.Rows.Dim, [], content.Rows.Rows))];
        if (parts.Length == 0)
            return this[Tower.Mean];
        var content = Part.Join(parts);
        return Tower.Of(rows, popularity, source, content.Items, content.Dim) ?? this[Tower.Mean];
    }
}
