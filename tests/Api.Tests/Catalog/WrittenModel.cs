using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>What the service should hold, as dictionaries, written down from the documentation alone.</summary>
internal sealed class WrittenModel
{
    private readonly Dictionary<string, Dictionary<string, JsonObject>> _rows = new[] { "users", "items", "entities", "relations" }
        .ToDictionary(kind => kind, _ => new Dictionary<string, JsonObject>());

    private readonly Dictionary<(string User, string Item, string Type, string? Time), string?> _interactions = [];
    private readonly HashSet<(string Head, string Relation, string Tail)> _triples = [];
    private readonly Dictionary<(string Item, string Modality), string> _features = [];

    /// <summary>A row as text, to compare by.</summary>
    public static string Line(string kind, params JsonNode?[] values) => $"{kind} {string.Join(' ', values.Select(value => value?.ToJsonString() ?? "null"))}";

    /// <summary>All rows as text.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. _rows.Where(kind => kind.Key != "items").SelectMany(kind => kind.Value.Select(row => Line(kind.Key, row.Key, Attributes(row.Value)))),
        .. _rows["items"].Select(row => Line(
            "items", row.Key, row.Value["name"], Attributes(row.Value), Categories(row.Value), row.Value["hidden"]?.GetValue<bool>() ?? false, row.Value["entity"])),
        .. _interactions.Select(row => Line("interactions", row.Key.User, row.Key.Item, row.Key.Type, row.Key.Time, row.Value is null ? null : JsonNode.Parse(row.Value))),
        .. _triples.Select(row => Line("triples", row.Head, row.Relation, row.Tail)),
        .. _features.Select(row => Line("features", row.Key.Item, row.Key.Modality, JsonNode.Parse(row.Value))),
    ];

    public bool Put(string kind, JsonObject row)
    {
        if (Text(row, "entity") is { } entity)
            Ensure("entities", entity);
        var isNew = !_rows[kind].ContainsKey(Text(row, "id")!);
        _rows[kind][Text(row, "id")!] = row.DeepClone().AsObject();
        return isNew;
    }

    public bool Patch(string kind, string id, JsonObject patch)
    {
        if (!_rows[kind].TryGetValue(id, out var row))
            return false;
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject members && row[name] is JsonObject old)
            {
                foreach (var (member, inner) in members)
                {
                    old.Remove(member);
                    if (inner is not null)
                        old[member] = inner.DeepClone();
                }
            }
            else
            {
                row.Remove(name);
                if (value is JsonObject fresh)
                    row[name] = new JsonObject(fresh.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value!.DeepClone())));
                else if (value is not null)
                    row[name] = value.DeepClone();
            }
        }

        return true;
    }

    public bool Delete(string kind, string id)
    {
        if (!_rows[kind].Remove(id))
            return false;
        switch (kind)
        {
            case "users":
                Forget(_interactions, key => key.User == id);
                break;
            case "items":
                Forget(_interactions, key => key.Item == id);
                Forget(_features, key => key.Item == id);
                break;
            case "entities":
                _triples.RemoveWhere(triple => triple.Head == id || triple.Tail == id);
                foreach (var item in _rows["items"].Values.Where(item => Text(item, "entity") == id))
                    item.Remove("entity");
                break;
            default:
                _triples.RemoveWhere(triple => triple.Relation == id);
                break;
        }

        return true;
    }

    public void PutInteraction(JsonObject row)
    {
        var (user, item) = (Text(row, "user")!, Text(row, "item")!);
        Ensure("users", user);
        Ensure("items", item);
        var time = Text(row, "occurredAt") is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime.ToString("O") : null;
        _interactions[(user, item, Text(row, "eventType") ?? "interaction", time)] = row["weight"]?.ToJsonString();
    }

    public HttpStatusCode DeleteInteractions(string user, string item)
    {
        Forget(_interactions, key => key.User == user && key.Item == item);
        return HttpStatusCode.OK;
    }

    public void PutTriple(JsonObject row)
    {
        Ensure("entities", Text(row, "head")!);
        Ensure("entities", Text(row, "tail")!);
        Ensure("relations", Text(row, "relation")!);
        _triples.Add((Text(row, "head")!, Text(row, "relation")!, Text(row, "tail")!));
    }

    public void PutFeature(JsonObject row)
    {
        Ensure("items", Text(row, "item")!);
        _features[(Text(row, "item")!, Text(row, "modality")!)] = row["values"]!.ToJsonString();
    }

    private void Ensure(string kind, string id) => _rows[kind].TryAdd(id, new JsonObject { ["id"] = id });

    private static string? Text(JsonObject row, string name) => row[name]?.GetValue<string>();

    private static JsonObject Attributes(JsonObject row) => row["attributes"] is JsonObject attributes
        ? new JsonObject(attributes.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
        : [];

    private static JsonArray Categories(JsonObject row) =>
        new([.. (row["categories"]?.AsArray() ?? []).Select(category => category!.GetValue<string>()).Distinct().Select(category => (JsonNode)category)]);

    private static void Forget<TKey, TValue>(Dictionary<TKey, TValue> rows, Func<TKey, bool> condition)
        where TKey : notnull
    {
        foreach (var key in rows.Keys.Where(condition).ToList())
            rows.Remove(key);
    }
}
