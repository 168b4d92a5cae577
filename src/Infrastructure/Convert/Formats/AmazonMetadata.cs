using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>The metadata of products: items with their labels, and a knowledge graph of brands, categories and other products.</summary>
internal sealed class AmazonMetadata(Conversion conversion)
{
    private readonly DeclarationWriter _items = new(
        conversion, "item", new RecBoleColumn("title", RecBoleType.TokenSeq), new RecBoleColumn("brand", RecBoleType.Token),
        new RecBoleColumn("categories", RecBoleType.TokenSeq));

    private readonly TripleWriter _graph = new(conversion);

    /// <summary>Writes the products of a file, and what they are related to.</summary>
    internal void Convert(string file)
    {
        foreach (var row in conversion.RowsOf(new JsonLines(conversion.Source, file)))
        {
            try
            {
                // The lines of 2014 are Python's.
                using var product = JsonDocument.Parse(row.Json is [(byte)'{', (byte)'\'', ..] ? PythonLiteral.ToJson(row.Json) : row.Json.ToArray());
                if (product.RootElement.ValueKind == JsonValueKind.Object)
                    Convert(row, product.RootElement);
                else
                    conversion.Reject(row, column: null, "is no JSON object");
            }
            // The reader throws the latter for half a surrogate pair.
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                conversion.Reject(row, column: null, JsonLines.Describe(e));
            }
        }
    }

    /// <summary>Makes every item an entity, those as well that nothing is known of, which others may be related to.</summary>
    internal void Link(IReadOnlySet<string> reviewed)
    {
        foreach (var item in _items.Ids.Union(reviewed).Where(item => !ExternalId.IsTooLong($"item:{item}")))
            _graph.Link(item, ItemTriple.EntityOf(item));
    }

    private void Convert(SourceRows row, JsonElement product)
    {
        var id = First(product, "parent_asin", "asin");
        var brand = First(product, "brand", "store");
        var categories = Texts(product, "categories", "category");
        if (!_items.Write(row, id, First(product, "title"), brand, string.Join(' ', categories.Select(FieldText.SequencePart))))
            return;
        var entity = $"item:{id}";
        if (brand.Length > 0)
            _graph.Write(row, entity, "has_brand", $"brand:{brand}");
        foreach (var category in categories)
            _graph.Write(row, entity, "has_category", $"category:{category}");
        var related = product.TryGetProperty("related", out var relations) && relations.ValueKind == JsonValueKind.Object ? relations : product;
        foreach (var other in Texts(related, "also_bought", "also_buy"))
            _graph.Write(row, entity, "also_bought", $"item:{other}");
    }

    private static string First(JsonElement product, params ReadOnlySpan<string> names) => Texts(product, names) is [var text, ..] ? text : "";

    /// <summary>The texts of the first of some fields that has any, lists in it laid flat, each once.</summary>
    private static List<string> Texts(JsonElement product, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (product.TryGetProperty(name, out var value) && Flat(value).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } texts)
                return texts;
        }

        return [];
    }

    private static IEnumerable<string> Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Flat),
        // Pages that were read by machines leave line breaks and spaces around.
        JsonValueKind.String when !string.IsNullOrWhiteSpace(value.GetString()) =>
            [string.Join(' ', value.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))],
        _ => [],
    };
}
