namespace KDiffE.Domain.Data;

/// <summary>User-item pairs in the order of their users, and of their items within a user, each once.</summary>
/// <param name="Users">Index of the user of each pair.</param>
/// <param name="Items">Index of its item.</param>
/// <param name="Parts">Where a published split has it.</param>
/// <param name="Times">In seconds; NaN when unknown.</param>
internal sealed record Pairs(int[] Users, int[] Items, SplitPart[] Parts, double[] Times)
{
    /// <summary>Number of pairs.</summary>
    internal int Count => Users.Length;

    /// <summary>Each user that has pairs, as the range of them.</summary>
    internal IEnumerable<Range> ByUser()
    {
        for (int first = 0, end; first < Count; first = end)
        {
            for (end = first + 1; end < Count && Users[end] == Users[first];)
                end++;
            yield return first..end;
        }
    }
}
