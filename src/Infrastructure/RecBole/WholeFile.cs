namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// What the whole file beside a published split says of the split's rows. A row of a part is found again in it by its
/// pair, and by time and event type where the part has them; a row that is the same in both counts before the others.
/// </summary>
internal sealed class WholeFile
{
    private readonly Dictionary<(int User, int Item), List<(string? EventType, double? Rating, long? Time)>> _rows = [];

    internal void Add(in InteractionEvent row)
    {
        if (!_rows.TryGetValue((row.User, row.Item), out var rows))
            _rows.Add((row.User, row.Item), rows = []);
        rows.Add((row.EventType, row.Weight, row.Time));
    }

    /// <summary>Kind and rating of the events that a row of a part stands for: one, or more where several fit.</summary>
    internal IEnumerable<(string? EventType, double? Rating)> Find(InteractionEvent part)
    {
        var fitting = _rows.GetValueOrDefault((part.User, part.Item), [])
            .FindAll(whole => (part.Time is null || part.Time == whole.Time) && (part.EventType is null || part.EventType == whole.EventType));
        var same = fitting.FindAll(whole => part.Time == whole.Time && part.EventType == whole.EventType);
        return fitting.Count == 0
            ? [(part.EventType, part.Weight)]
            : (same.Count > 0 ? same : fitting).Select(whole => (part.EventType ?? whole.EventType, part.Weight ?? whole.Rating));
    }
}
