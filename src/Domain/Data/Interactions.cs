namespace KDiffE.Domain.Data;

/// <summary>User-item pairs as two parallel arrays of dense indices.</summary>
/// <param name="Users">User index of each interaction.</param>
/// <param name="Items">Item index of each interaction.</param>
public sealed record Interactions(int[] Users, int[] Items)
{
    /// <summary>A part of a split without any interaction.</summary>
    public static Interactions Empty { get; } = new([], []);

    /// <summary>Number of pairs.</summary>
    public int Count => Users.Length;
}
