using KDiffE.Training.Kernels;

namespace KDiffE.Training.Fitting;

/// <summary>Draws negatives uniformly among the items, by a seeded generator.</summary>
/// <param name="seen">Each user's training items, ascending, <c>[I, J]</c>.</param>
/// <param name="random">The seeded generator of the training.</param>
internal sealed class NegativeSampler(CsrPattern seen, Random random)
{
    // A user with nearly every item leaves few negatives to hit; past these draws a positive is accepted.
    private const int MostDraws = 64;

    private readonly int[] _places = [.. Enumerable.Repeat(-1, seen.Cols)];

    /// <summary>The items that there are to draw.</summary>
    internal int Items => seen.Cols;

    /// <summary>One item per user that the user has not interacted with (Eq. 15), where there is one.</summary>
    internal int[] PerUser(ReadOnlySpan<int> users)
    {
        var drawn = new int[users.Length];
        for (var k = 0; k < users.Length; k++)
        {
            var item = random.Next(seen.Cols);
            for (var draw = 1; draw < MostDraws && seen.Row(users[k]).BinarySearch(item) >= 0; draw++)
                item = random.Next(seen.Cols);
            drawn[k] = item;
        }

        return drawn;
    }

    /// <summary>Items that a whole batch shares as negatives; repeats may occur.</summary>
    internal int[] Shared(int count)
    {
        var drawn = new int[count];
        for (var k = 0; k < count; k++)
            drawn[k] = random.Next(seen.Cols);
        return drawn;
    }

    /// <summary>
    /// Users with their items against negatives that they share, as rows of users and items, users first; a negative is
    /// none of the users who have interacted with it.
    /// </summary>
    /// <param name="users">Users of the batch, <c>[batch]</c>.</param>
    /// <param name="items">An item that each user has interacted with, <c>[batch]</c>.</param>
    /// <param name="negatives">What <see cref="Shared"/> drew.</param>
    internal ContrastiveBatch Contrast(int[] users, int[] items, int[] negatives)
    {
        var distinct = new List<int>(negatives.Length);
        var counts = new List<float>(negatives.Length);
        foreach (var item in negatives)
        {
            if (_places[item] < 0)
            {
                _places[item] = distinct.Count;
                distinct.Add(item);
                counts.Add(0);
            }

            counts[_places[item]]++;
        }

        var excluded = Excluded(users, distinct.Count);
        foreach (var item in distinct)
            _places[item] = -1;
        return ContrastiveBatch.Ranking(
            seen.Rows + seen.Cols, users, ItemRows(items), ItemRows([.. distinct]), [.. counts],
            excluded);

        int[] ItemRows(int[] of) => Array.ConvertAll(of, item => seen.Rows + item);
    }

    /// <summary>The users of each negative, by place: counted first, so that nothing but the result is allocated.</summary>
    private CsrPattern Excluded(int[] users, int negatives)
    {
        var offsets = new int[negatives + 1];
        foreach (var user in users)
        {
            foreach (var item in seen.Row(user))
            {
                if (_places[item] >= 0)
                    offsets[_places[item] + 1]++;
            }
        }

        for (var place = 0; place < negatives; place++)
            offsets[place + 1] += offsets[place];
        var anchors = new int[offsets[negatives]];
        var next = offsets.AsSpan(0, negatives).ToArray();
        for (var anchor = 0; anchor < users.Length; anchor++)
        {
            foreach (var item in seen.Row(users[anchor]))
            {
                if (_places[item] >= 0)
                    anchors[next[_places[item]]++] = anchor;
            }
        }

        return new CsrPattern(negatives, users.Length, offsets, anchors);
    }
}
