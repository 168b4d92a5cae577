using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model;

/// <summary>Uniform negatives, seeded.</summary>
/// <param name="seen">Each user's training items, ascending, <c>[I, J]</c>.</param>
/// <param name="random">Draws them.</param>
internal sealed class NegativeSampler(CsrPattern seen, Random random)
{
    // A user with nearly every item leaves few negatives to hit; past these draws a positive is accepted.
    private const int MostDraws = 64;

    /// <summary>One item per user that the user has not interacted with (Eq. 15), where there is one.</summary>
    internal long[] PerUser(ReadOnlySpan<int> users)
    {
        var drawn = new long[users.Length];
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
    internal long[] Shared(int count)
    {
        var drawn = new long[count];
        for (var k = 0; k < count; k++)
            drawn[k] = random.Next(seen.Cols);
        return drawn;
    }

    /// <summary>
    /// Where a shared negative is a positive of the row's user: <c>[users, negatives]</c>, row-major, true to mask.
    /// </summary>
    internal bool[] PositivesAmong(ReadOnlySpan<int> users, ReadOnlySpan<long> negatives)
    {
        var slots = new Dictionary<int, List<int>>(negatives.Length);
        for (var slot = 0; slot < negatives.Length; slot++)
        {
            if (!slots.TryGetValue((int)negatives[slot], out var list))
                slots.Add((int)negatives[slot], list = []);
            list.Add(slot);
        }

        var mask = new bool[users.Length * negatives.Length];
        for (var row = 0; row < users.Length; row++)
        {
            foreach (var item in seen.Row(users[row]))
            {
                if (!slots.TryGetValue(item, out var list))
                    continue;
                foreach (var slot in list)
                    mask[row * negatives.Length + slot] = true;
            }
        }

        return mask;
    }
}
