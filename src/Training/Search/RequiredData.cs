namespace KDiffE.Training.Search;

/// <summary>What a dataset must hold for a part of the model to do anything.</summary>
internal enum RequiredData
{
    /// <summary>Interactions alone, which every dataset has.</summary>
    Interactions,

    /// <summary>Triples of a knowledge graph.</summary>
    Triples,

    /// <summary>Features of the items.</summary>
    Features,

    /// <summary>Triples, features or both.</summary>
    Knowledge,

    /// <summary>Triples that are aggregated, or features that have a view of their own.</summary>
    Views,
}
