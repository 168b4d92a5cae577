namespace KDiffE.Infrastructure.Postgres;

/// <summary>Where an interaction stands in a published split, as <c>interactions.split</c> stores it.</summary>
public enum StoredSplit : short
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
