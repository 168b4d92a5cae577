namespace KDiffE.Training.Evaluation;

/// <summary>Users and items by their number of training interactions.</summary>
internal static class TrainingBuckets
{
    /// <summary>Names from the coldest to the warmest.</summary>
    public static IReadOnlyList<string> Names { get; } = ["0", "1-5", "6-20", ">20"];

    /// <summary>The bucket of a number of training interactions, an index into <see cref="Names"/>.</summary>
    public static int Of(int interactions) => interactions switch
    {
        0 => 0,
        <= 5 => 1,
        <= 20 => 2,
        _ => 3,
    };
}
