namespace KDiffE.Infrastructure.Catalog;

/// <summary>What a field holds, in JSON, in CSV and in SQL.</summary>
internal enum FieldType
{
    Text,
    Number,
    Boolean,

    /// <summary>ISO 8601 with an offset.</summary>
    Time,

    /// <summary>A JSON object, also in a field of CSV.</summary>
    Object,

    /// <summary>A list of text; in CSV separated by bars, or a JSON array where one of them has a bar.</summary>
    Texts,

    /// <summary>A list of numbers; in CSV separated by spaces.</summary>
    Numbers,
}
