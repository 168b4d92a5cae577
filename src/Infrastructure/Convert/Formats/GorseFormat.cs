using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>What gorse exports as JSON lines: feedback, and items and users with their labels.</summary>
internal sealed class GorseFormat : SourceFormat
{
    private static readonly string[] Endings = [".json", ".jsonl", ".ndjson"];

    /// <inheritdoc/>
    internal override string Name => "gorse";

    /// <inheritdoc/>
    internal override string LooksFor => "*.jsonl of feedback (FeedbackType, UserId, ItemId; items and users beside it)";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns)
    {
        var files = source.Ending(Endings).Where(file => KindOf(source, file) is not null).ToList();
        return files.Exists(file => KindOf(source, file) == "feedback") ? files : [];
    }

    /// <inheritdoc/>
    internal override void Convert(Conversion conversion)
    {
        var interactions = new InteractionWriter(conversion, "inter", new InteractionColumns(Rating: true, Time: true, Event: true));
        foreach (var (row, feedback) in Rows(conversion, "feedback"))
            interactions.Write(row, Text(feedback, "UserId"), Text(feedback, "ItemId"), Text(feedback, "Value"), Text(feedback, "Timestamp"), eventType: Text(feedback, "FeedbackType"));
        ConvertItems(conversion);
        var users = new DeclarationWriter(conversion, "user", new RecBoleColumn("name", RecBoleType.TokenSeq), new RecBoleColumn("labels", RecBoleType.TokenSeq));
        foreach (var (row, user) in Rows(conversion, "user"))
            users.Write(row, Text(user, "UserId"), Text(user, "Comment"), Sequence(Labels(user).Select(label => $"{label.Relation}:{label.Value}")));
    }

    private static void ConvertItems(Conversion conversion)
    {
        var items = new DeclarationWriter(
            conversion, "item", new RecBoleColumn("title", RecBoleType.TokenSeq), new RecBoleColumn("categories", RecBoleType.TokenSeq),
            new RecBoleColumn("timestamp", RecBoleType.Token), new RecBoleColumn("is_hidden", RecBoleType.Token));
        var graph = new TripleWriter(conversion);
        var hidden = 0;
        foreach (var (row, item) in Rows(conversion, "item"))
        {
            var id = Text(item, "ItemId");
            var isHidden = item.TryGetProperty("IsHidden", out var flag) && flag.ValueKind == JsonValueKind.True;
            var categories = item.TryGetProperty("Categories", out var listed) ? Texts(listed) : [];
            if (!items.Write(row, id, Text(item, "Comment"), Sequence(categories), Text(item, "Timestamp"), isHidden ? "true" : ""))
                continue;
            hidden += isHidden ? 1 : 0;
            var entity = ItemTriple.EntityOf(id);
            foreach (var (relation, value) in Labels(item))
                graph.Write(row, entity, relation, $"{relation}:{value}");
        }

        foreach (var item in items.Ids.Where(item => !ExternalId.IsTooLong(ItemTriple.EntityOf(item))))
            graph.Link(item, ItemTriple.EntityOf(item));
        if (hidden > 0)
            conversion.Notes.Add($"{hidden} items are hidden in gorse; their attribute is_hidden says so, and PATCH /items/{{id}} hides them here");
    }

    private static IEnumerable<(SourceRows Row, JsonElement Value)> Rows(Conversion conversion, string kind)
    {
        foreach (var row in conversion.Files.Where(file => KindOf(conversion.Source, file) == kind).SelectMany(file => conversion.RowsOf(new JsonLines(conversion.Source, file))))
        {
            if (Parse(conversion, row) is not { } document)
                continue;
            using (document)
                yield return (row, document.RootElement);
        }
    }

    private static JsonDocument? Parse(Conversion conversion, JsonLines row)
    {
        try
        {
            var document = JsonDocument.Parse(row.Json.ToArray());
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            conversion.Reject(row, column: null, "is no JSON object");
        }
        catch (JsonException error)
        {
            conversion.Reject(row, column: null, JsonLines.Describe(error));
        }

        return null;
    }

    // Its first line tells what a file holds, whatever it is called.
    private static string? KindOf(SourceFolder source, string file) => source.Head(file) switch
    {
        var line when Has(line, "FeedbackType") && Has(line, "UserId") && Has(line, "ItemId") => "feedback",
        var line when Has(line, "ItemId") && !Has(line, "UserId") => "item",
        var line when Has(line, "UserId") && !Has(line, "ItemId") => "user",
        _ => null,
    };

    private static bool Has(string line, string field) => line.Contains($"\"{field}\"", StringComparison.Ordinal);

    /// <summary>Labels as facts. They are texts or numbers, lists of them, or objects whose fields say what they are, as deep as one likes; vectors are none.</summary>
    private static IEnumerable<(string Relation, string Value)> Labels(JsonElement row) =>
        row.TryGetProperty("Labels", out var labels) ? Labels(labels, "").Distinct() : [];

    private static IEnumerable<(string Relation, string Value)> Labels(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(field => Labels(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}"))
        : Texts(value).Select(text => (path.Length == 0 ? "label" : path, text));

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Where(part => part.ValueKind != JsonValueKind.Number).SelectMany(Texts),
        JsonValueKind.String when !string.IsNullOrWhiteSpace(value.GetString()) => [value.GetString()!.Trim()],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.True => ["true"],
        _ => [],
    };

    private static string Sequence(IEnumerable<string> parts) => string.Join(' ', parts.Select(FieldText.SequencePart));

    private static string Text(JsonElement row, string field) => row.TryGetProperty(field, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    } : "";
}
