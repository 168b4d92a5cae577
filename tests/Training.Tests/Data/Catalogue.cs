using KDiffE.Domain.Data;

namespace KDiffE.Training.Tests.Data;

/// <summary>Small datasets; ids are <c>u0…</c> and <c>i0…</c> in the order of their numbers unless permuted.</summary>
internal static class Catalogue
{
    public static Dataset Of(int users, int items, (int User, int Item)[] train, (int User, int Item)[] test) =>
        Of(Enumerable.Range(0, users), Enumerable.Range(0, items), train, test);

    /// <summary>
    /// 60 users and 80 items of skewed popularity, 600 training and 200 held-out interactions, the last five users
    /// and items without any in training; two items in three have a triple to one of four kinds, four in five a
    /// feature. The dense indices follow <paramref name="permutationSeed"/>.
    /// </summary>
    public static Dataset Random(int? permutationSeed = null)
    {
        var random = new Random(1);
        var pairs = new HashSet<(int, int)>();
        while (pairs.Count < 600)
            pairs.Add((random.Next(55), (int)(75 * Math.Pow(random.NextDouble(), 2))));
        var train = pairs.ToArray();
        while (pairs.Count < 800)
            pairs.Add((random.Next(60), (int)(80 * Math.Pow(random.NextDouble(), 2))));
        var (users, items) = (Enumerable.Range(0, 60).ToArray(), Enumerable.Range(0, 80).ToArray());
        if (permutationSeed is { } seed)
        {
            new Random(seed).Shuffle(users);
            new Random(seed + 1).Shuffle(items);
        }

        return Of(users, items, train, [.. pairs.Except(train)], AddContent);

        void AddContent(DatasetBuilder builder)
        {
            foreach (var item in items.Where(item => item % 3 > 0))
            {
                builder.AddLink($"i{item}", $"e{item}");
                builder.AddTriple($"e{item}", "is_a", $"kind{item % 4}");
            }

            var addFeature = builder.AddFeature("text", 2);
            foreach (var item in items.Where(item => item % 5 > 0))
                addFeature($"i{item}", [item % 4, item]);
        }
    }

    private static Dataset Of(
        IEnumerable<int> users, IEnumerable<int> items, (int User, int Item)[] train, (int User, int Item)[] test,
        Action<DatasetBuilder>? more = null)
    {
        var builder = new DatasetBuilder("catalogue");
        foreach (var user in users)
            builder.AddUser($"u{user}");
        foreach (var item in items)
            builder.AddItem($"i{item}");
        foreach (var (user, item) in train)
            builder.AddInteraction($"u{user}", $"i{item}", SplitPart.Train);
        foreach (var (user, item) in test)
            builder.AddInteraction($"u{user}", $"i{item}", SplitPart.Test);
        more?.Invoke(builder);
        // The builder draws validation rows where a split has none; here training keeps every row it was given.
        var cut = builder.Build(seed: 1);
        return cut with
        {
            Train = new([.. cut.Train.Users, .. cut.Valid.Users], [.. cut.Train.Items, .. cut.Valid.Items]),
            Valid = Interactions.Empty,
        };
    }
}
