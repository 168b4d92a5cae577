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

    /// <summary>
    /// 120 users and 120 items of four tastes: nine in ten interactions of a user are with items of one taste, early ones
    /// more often than late ones, six in training and three held out. Each item has a triple to its taste, and a feature
    /// that tells it.
    /// </summary>
    public static Dataset Planted()
    {
        const int tastes = 4;
        var random = new Random(7);
        var (train, test) = (new List<(int, int)>(), new List<(int, int)>());
        for (var user = 0; user < 120; user++)
        {
            var items = new HashSet<int>();
            while (items.Count < 9)
                items.Add((tastes * (int)(30 * Math.Pow(random.NextDouble(), 2))) + (random.NextDouble() < 0.9 ? user % tastes : random.Next(tastes)));
            var shuffled = items.ToArray();
            random.Shuffle(shuffled);
            train.AddRange(shuffled[..6].Select(item => (user, item)));
            test.AddRange(shuffled[6..].Select(item => (user, item)));
        }

        return Of(Enumerable.Range(0, 120), Enumerable.Range(0, 120), [.. train], [.. test], builder =>
        {
            var addFeature = builder.AddFeature("text", tastes);
            for (var item = 0; item < 120; item++)
            {
                builder.AddLink($"i{item}", $"e{item}");
                builder.AddTriple($"e{item}", "is_of", $"taste{item % tastes}");
                var feature = new float[tastes];
                feature[item % tastes] = 1;
                addFeature($"i{item}", feature);
            }
        });
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
