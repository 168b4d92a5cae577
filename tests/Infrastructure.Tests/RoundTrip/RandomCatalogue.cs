using System.Globalization;

namespace KDiffE.Infrastructure.Tests.RoundTrip;

/// <summary>
/// A folder of every kind of file, drawn from a seed: ids and columns of odd characters, numbers of every size, blank
/// cells, repeats, a split or none. Two of one world share ids and columns and differ in what they say.
/// </summary>
internal sealed class RandomCatalogue
{
    private static readonly string[] Letters =
    [
        "a", "Z", "7", "0", " ", "\"", "'", "\\", "%", "_", "{", "}", ":", ",", "/", ".", "#", "-", "ß", "İ", "ı", "é", "e\u0301", "\u200f", "\u202e",
        "\u2028", "\u0085", "\u000b", "\u001f", "清", "\uffff", "\uf8ff", "😀", "👩‍👩‍👧", "\U0001D11E", "\U0010FFFF", "null", "NaN", "$1", "--",
    ];

    private static readonly (string Name, string Type)[] Columns =
    [
        ("attributes", "token"), ("x.attributes", "token"), ("o'neil \"x\" \\", "float"), ("title", "token_seq"), ("name", "token"), ("genre", "token"),
        ("categories", "token_seq"), ("価格", "float"), ("mix", "float_seq"), ("key", "token"), ("id", "float"), ("split", "token_seq"), ("Rating ", "token"), (" ", "token"),
    ];

    private readonly Random _world;
    private readonly Random _random;
    private readonly string[] _users;
    private readonly string[] _items;
    private readonly string[] _entities;
    private readonly string[] _relations;
    private readonly string[] _kinds;
    private readonly Dictionary<string, (string Header, List<string> Rows)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Dim, float[] Values)> _features = new(StringComparer.Ordinal);

    /// <param name="world">Draws ids, columns and where a pair stands.</param>
    /// <param name="version">Draws what is said of them.</param>
    public RandomCatalogue(int world, int version)
    {
        _world = new Random(world);
        _random = new Random((world * 1000) + version);
        var numbered = _world.Next(3) == 0;
        _users = Ids(12);
        _items = numbered ? [.. Enumerable.Range(0, 15).Select(n => $"{n}")] : Ids(15);
        _entities = Ids(10);
        _relations = [.. Ids(3), "sequel", "sequel^-1"];
        _kinds = ["", "buy", "dislike", .. Ids(2)];
        var hasSplit = _world.Next(2) == 0;
        var columns = _world.GetItems(Columns, 6).Distinct().ToArray();

        Declare("user", "user_id", _users, columns);
        Declare("item", "item_id", _items, columns);
        Declare("entity", "entity_id", _entities, columns);
        Declare("relation", "relation_id", _relations, columns);
        Interact(hasSplit, [.. columns.Where(column => column.Name is not "Rating ")]);
        _files["link"] = ("item_id:token\tentity_id:token", [.. _items.Where(_ => _random.Next(3) > 0).Select(item => $"{item}\t{Any(_entities)}")]);
        _files["kg"] = ("head_id:token\trelation_id:token\ttail_id:token",
            [.. Enumerable.Range(0, 40).Select(_ => $"{Any(_entities)}\t{Any(_relations)}\t{Any(_entities)}")]);
        if (numbered)
            _features["image"] = (2, [.. Enumerable.Range(0, 30).Select(n => n is 6 or 7 ? float.NaN : (float)Number())]);
    }

    /// <summary>Writes the files anew, their rows in an order of their own.</summary>
    public void Write(TestFolder folder, int order)
    {
        var shuffle = new Random(order);
        foreach (var (extension, (header, rows)) in _files)
        {
            var shuffled = rows.ToArray();
            shuffle.Shuffle(shuffled);
            folder.Write($"mini.{extension}", string.Concat(shuffled.Prepend(header).Select(row => row + "\n")));
        }

        foreach (var (modality, (dim, values)) in _features)
            folder.WriteFeatures(modality, dim, values);
    }

    private void Declare(string extension, string key, string[] ids, (string Name, string Type)[] columns)
    {
        // Some are known from elsewhere alone.
        var rows = ids.Where(id => _random.Next(4) > 0 || extension == "item")
            .Select(id => string.Join('\t', columns.Select(column => Cell(column.Type)).Prepend(id)));
        _files[extension] = (string.Join('\t', columns.Select(column => $"{column.Name}:{column.Type}").Prepend(key + ":token")), [.. rows]);
    }

    private void Interact(bool hasSplit, (string Name, string Type)[] columns)
    {
        var header = string.Join('\t', ["user_id:token", "item_id:token", "rating:float", "timestamp:float", "event_type:token", .. columns.Select(c => $"{c.Name}:{c.Type}")]);
        List<string> all = [], train = [], valid = [], test = [];
        for (var n = 0; n < 120; n++)
        {
            var (user, item) = (_random.Next(_users.Length), _random.Next(_items.Length));
            var row = string.Join('\t', [
                _users[user], _items[item], Maybe(() => Number().ToString("R", CultureInfo.InvariantCulture)), Maybe(Time), Any(_kinds),
                .. columns.Select(column => Cell(column.Type))]);
            var part = ((user * 31) + (item * 17) + _kinds[^1].Length) % 7;
            all.Add(row);
            if (part < 6)
                (part switch { 0 => test, 1 => valid, _ => train }).Add(row);
        }

        // What stands twice in all but its rating and attributes.
        all.AddRange(all.Take(10).Select(row => string.Join('\t', row.Split('\t').Select((cell, i) => i == 2 ? "3.5" : i > 4 ? "" : cell))).ToList());
        _files["inter"] = (header, all);
        if (!hasSplit)
            return;
        (_files["train.inter"], _files["valid.inter"], _files["test.inter"]) = ((header, train), (header, valid), (header, test));
    }

    private string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(n => n == 0 ? string.Concat(Enumerable.Repeat("😀", 200)) : Text(_world, 1, 12) + n)];

    private static string Text(Random random, int least, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Letters[random.Next(Letters.Length)]));

    private string Cell(string type) => _random.Next(3) == 0 ? "" : type switch
    {
        "token" => Text(_random, 1, 6),
        "token_seq" => string.Join(' ', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Text(_random, 0, 3))),
        "float" => Number().ToString("R", CultureInfo.InvariantCulture),
        _ => _random.Next(4) == 0 ? " " : string.Join(' ', Enumerable.Range(0, 3).Select(_ => Number().ToString("R", CultureInfo.InvariantCulture))),
    };

    private double Number() => _random.Next(4) switch
    {
        0 => _random.Next(1, 6),
        1 => _random.NextDouble(),
        2 => (_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(-30, 30)),
        _ => 0.1 + 0.2,
    };

    private string Time() => _random.Next(4) == 0
        ? _random.NextInt64(-62_000_000_000, 250_000_000_000).ToString(CultureInfo.InvariantCulture) + ".123456"
        : (1_600_000_000 + _random.Next(5)).ToString(CultureInfo.InvariantCulture);

    private string Maybe(Func<string> text) => _random.Next(3) == 0 ? "" : text();

    private string Any(string[] values) => values[_random.Next(values.Length)];
}
