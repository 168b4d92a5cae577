using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Search;

namespace KDiffE.Training.Paper;

/// <summary>
/// Some of a dataset's users, drawn at random, with all of the items, for how the time of an epoch grows (Figure 10b). The
/// paper takes 5,000, 10,000, 20,000 and 30,000 of Amazon-Sports' 35,598 users; here they are shares of any dataset's.
/// </summary>
/// <param name="Sevenths">How many sevenths of the users.</param>
internal sealed record UserShare(int Sevenths)
{
    private const int Whole = 7;
    private const ulong Seed = 17;

    // Their seconds are asked for, not their figures.
    private const string Epochs = "KDiffE:Epochs=3";

    /// <summary>The paper's five sizes.</summary>
    internal static IReadOnlyList<UserShare> All { get; } = [new(1), new(2), new(4), new(6), new(Whole)];

    /// <summary>Three epochs on these users.</summary>
    internal AblationVariant Variant => new($"users_{Sevenths}/{Whole}", [Epochs]) { Change = Of };

    /// <summary>How many users a dataset with <paramref name="users"/> has then; at least one.</summary>
    internal int Count(int users) => Math.Max(1, (int)((long)users * Sevenths / Whole));

    /// <summary>The dataset with these users alone.</summary>
    internal Dataset Of(Dataset data)
    {
        var kept = new SeededRandom(Seed).Permutation(data.Users)[..Count(data.Users)];
        Array.Sort(kept);
        var index = new int[data.Users];
        Array.Fill(index, -1);
        for (var user = 0; user < kept.Length; user++)
            index[kept[user]] = user;
        return data with
        {
            UserIds = [.. kept.Select(user => data.UserIds[user])],
            Train = Rows(data.Train),
            Valid = Rows(data.Valid),
            Test = Rows(data.Test),
            Negative = Rows(data.Negative),
        };

        Interactions Rows(Interactions rows)
        {
            int[] staying = [.. Enumerable.Range(0, rows.Count).Where(row => index[rows.Users[row]] >= 0)];
            return new Interactions([.. staying.Select(row => index[rows.Users[row]])], [.. staying.Select(row => rows.Items[row])]);
        }
    }
}
