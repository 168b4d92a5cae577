using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>Amazon's reviews and metadata as JSON lines, in the crawls of 2014, 2018 and 2023.</summary>
internal sealed class AmazonFormat : SourceFormat
{
    private static readonly string[] Endings = [".json", ".jsonl"];

    /// <inheritdoc/>
    internal override string Name => "amazon";

    /// <inheritdoc/>
    internal override string LooksFor => "*.json or *.jsonl of reviews (reviewerID, asin or user_id, parent_asin; metadata in meta*)";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns)
    {
        var reviews = source.Ending(Endings).Where(file => !IsMetadata(file) && IsReview(source.Head(file))).ToList();
        return reviews.Count == 0 ? [] : [.. reviews, .. source.Ending(Endings).Where(IsMetadata)];
    }

    /// <inheritdoc/>
    internal override void Convert(Conversion conversion)
    {
        var reviews = new AmazonReviews(conversion);
        foreach (var file in conversion.Files.Where(file => !IsMetadata(file)))
            reviews.Convert(file);
        var metadata = conversion.Files.Where(IsMetadata).ToList();
        if (metadata.Count == 0)
            return;
        var items = new AmazonMetadata(conversion);
        foreach (var file in metadata)
            items.Convert(file);
        items.Link(reviews.Items);
    }

    private static bool IsMetadata(string file) => file.StartsWith("meta", StringComparison.OrdinalIgnoreCase);

    private static bool IsReview(string line) =>
        line.Contains("asin\"", StringComparison.Ordinal)
        && (line.Contains("\"reviewerID\"", StringComparison.Ordinal) || line.Contains("\"user_id\"", StringComparison.Ordinal));
}
