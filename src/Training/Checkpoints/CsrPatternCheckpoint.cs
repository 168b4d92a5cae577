using KDiffE.Training.Kernels;

namespace KDiffE.Training.Checkpoints;

/// <summary>Saves sparse patterns in checkpoints and restores them.</summary>
internal static class CsrPatternCheckpoint
{
    /// <summary>Puts a pattern into a checkpoint.</summary>
    internal static void Save(this CsrPattern pattern, Checkpoint to)
    {
        to.PutValue("columns", pattern.Cols);
        to.Put("offsets", pattern.Offsets);
        to.Put("indices", pattern.Indices);
    }

    /// <summary>Whether a pattern was saved there.</summary>
    internal static bool HasPattern(this Checkpoint from) => from.Has("offsets");

    /// <summary>The pattern that was saved there.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static CsrPattern Pattern(this Checkpoint from)
    {
        var offsets = from.Get<int>("offsets");
        return new CsrPattern(offsets.Length - 1, from.GetValue<int>("columns"), offsets, from.Get<int>("indices"));
    }
}
