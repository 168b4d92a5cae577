namespace KDiffE.Training.Search;

/// <summary>What a part of the model works on.</summary>
internal enum RequiredData
{
    /// <summary>Every dataset has them.</summary>
    Interactions,

    /// <summary>The knowledge graph.</summary>
    Triples,

    /// <summary>Features of the items.</summary>
    Features,

    /// <summary>Triples, features or both.</summary>
    Knowledge,

    /// <summary>Triples that are aggregated, or features that have a view of their own.</summary>
    Views,
}
