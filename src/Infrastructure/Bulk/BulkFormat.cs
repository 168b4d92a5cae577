namespace KDiffE.Infrastructure.Bulk;

/// <summary>How the rows of a bulk write are written down.</summary>
public enum BulkFormat
{
    /// <summary>A JSON object a line.</summary>
    Ndjson,

    /// <summary>RFC 4180; the first row names the fields.</summary>
    Csv,
}
