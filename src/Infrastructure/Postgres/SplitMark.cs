using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Where an interaction stands in a published split.</summary>
public enum SplitMark : short
{
    /// <summary>Beside a published split but in none of its parts: not trained on.</summary>
    Outside = 0,

    /// <summary>What the model learns from.</summary>
    Train = 1,

    /// <summary>What the best epoch is chosen by.</summary>
    Valid = 2,

    /// <summary>What the model is judged by in the end.</summary>
    Test = 3,
}

/// <summary>Marks and parts of a split, one from the other.</summary>
internal static class SplitMarks
{
    /// <summary>The mark of a row that came with a published split; none of its parts is outside.</summary>
    internal static SplitMark Of(SplitPart part) => part switch
    {
        SplitPart.Train => SplitMark.Train,
        SplitPart.Valid => SplitMark.Valid,
        SplitPart.Test => SplitMark.Test,
        _ => SplitMark.Outside,
    };

    /// <summary>The part that a mark stands for.</summary>
    internal static SplitPart ToPart(this SplitMark mark) => mark switch
    {
        SplitMark.Train => SplitPart.Train,
        SplitMark.Valid => SplitPart.Valid,
        SplitMark.Test => SplitPart.Test,
        _ => SplitPart.None,
    };
}
