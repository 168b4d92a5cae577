namespace KDiffE.Infrastructure.Catalog;

/// <summary>How much of everything there is.</summary>
/// <param name="Users">Those for whom items are recommended.</param>
/// <param name="Items">The catalogue, hidden and expired items included.</param>
/// <param name="Interactions">What users did with items.</param>
/// <param name="Entities">Nodes of the knowledge graph.</param>
/// <param name="Relations">Kinds of edges of the knowledge graph.</param>
/// <param name="Triples">Edges of the knowledge graph.</param>
/// <param name="Features">Features of items by modality.</param>
/// <param name="NewestInteractionAt">When the newest interaction happened; null where no time is known.</param>
public sealed record DataVolumes(
    RowCount Users, RowCount Items, RowCount Interactions, RowCount Entities, RowCount Relations, RowCount Triples,
    IReadOnlyList<FeatureVolume> Features, DateTimeOffset? NewestInteractionAt);

/// <summary>How many rows there are.</summary>
/// <param name="Count">Their number.</param>
/// <param name="Exact">Whether they were counted; else it is what the database's statistics say.</param>
public sealed record RowCount(long Count, bool Exact);

/// <summary>The features of a modality.</summary>
/// <param name="Modality">For example <c>image</c>.</param>
/// <param name="Items">How many items have one; from 100,001 on it is what the database's statistics say.</param>
/// <param name="Dimensions">How many values each has.</param>
public sealed record FeatureVolume(string Modality, long Items, int Dimensions);
