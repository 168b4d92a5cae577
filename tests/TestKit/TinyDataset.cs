using KDiffE.Domain.Data;

namespace KDiffE.TestKit;

/// <summary>Small datasets made in place.</summary>
public static class TinyDataset
{
    public static Dataset WithTriples(int items, int entities, int relations, Triples triples) => Of(
        1, items, Interactions.Empty, Interactions.Empty, Interactions.Empty) with
    {
        EntityIds = Names("entity", entities),
        RelationIds = Names("relation", relations),
        Triples = triples,
    };

    public static Dataset Of(int users, int items, Interactions train, Interactions valid, Interactions test) => new(
        "tiny", Names("user", users), Names("item", items), [], [], new string?[items], train, valid, test, Triples.Empty, []);

    /// <summary>
    /// A seeded dataset with structure: users and items belong to one of <paramref name="groups"/> groups, most
    /// interactions stay inside, and each item links to its group's entity.
    /// </summary>
    public static Dataset Grouped(int users, int items, int groups, int perUser, int seed)
    {
        var builder = new DatasetBuilder("grouped");
        var random = new Random(seed);
        for (var item = 0; item < items; item++)
        {
            builder.AddItem($"item{item}");
            builder.AddLink($"item{item}", $"thing{item}");
            builder.AddTriple($"thing{item}", "in_group", $"group{item % groups}");
        }

        for (var user = 0; user < users; user++)
        {
            for (var k = 0; k < perUser; k++)
            {
                var item = random.NextDouble() < 0.9
                    ? user % groups + groups * random.Next(items / groups)
                    : random.Next(items);
                builder.AddInteraction($"user{user}", $"item{item}");
            }
        }

        return builder.Build(seed);
    }

    private static string[] Names(string kind, int count) => [.. Enumerable.Range(0, count).Select(k => $"{kind}{k}")];
}
