using System.Text;
using System.Text.Json;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>A review is an interaction with a rating and a time; its text is left out.</summary>
internal sealed class AmazonReviews(Conversion conversion)
{
    private readonly InteractionWriter _interactions = new(conversion, "inter", new InteractionColumns(Rating: true, Time: true));
    private readonly HashSet<string> _items = new(StringComparer.Ordinal);

    /// <summary>The items that were reviewed.</summary>
    internal IReadOnlySet<string> Items => _items;

    /// <summary>Writes the reviews of a file.</summary>
    internal void Convert(string file)
    {
        foreach (var row in conversion.RowsOf(new JsonLines(conversion.Source, file)))
        {
            try
            {
                var review = Parse(row.Json);
                // Variants of a product share its page and its metadata, which parent_asin names.
                var item = review.Parent.Length > 0 ? review.Parent : review.Asin;
                if (_interactions.Write(row, review.User, item, review.Rating, review.Time, review.Unit))
                    _items.Add(item);
            }
            // The reader throws the latter for half a surrogate pair.
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                conversion.Reject(row, column: null, JsonLines.Describe(e));
            }
        }
    }

    private static Review Parse(ReadOnlySpan<byte> json)
    {
        var review = new Review();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var field = reader.GetString();
            reader.Read();
            if (field is "reviewerID" or "user_id")
                review.User = Text(ref reader);
            else if (field is "asin")
                review.Asin = Text(ref reader);
            else if (field is "parent_asin")
                review.Parent = Text(ref reader);
            else if (field is "overall" or "rating")
                review.Rating = Text(ref reader);
            else if (field is "unixReviewTime" or "timestamp")
                (review.Time, review.Unit) = (Text(ref reader), field is "timestamp" ? TimeUnit.Milliseconds : TimeUnit.Seconds);
            reader.Skip();
        }

        return review;
    }

    private static string Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => "",
    };

    private sealed class Review
    {
        internal string User { get; set; } = "";

        internal string Asin { get; set; } = "";

        internal string Parent { get; set; } = "";

        internal string Rating { get; set; } = "";

        internal string Time { get; set; } = "";

        internal TimeUnit Unit { get; set; }
    }
}
