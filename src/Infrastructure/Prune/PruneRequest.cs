namespace KDiffE.Infrastructure.Prune;

/// <summary>What is to go. Each part is taken out in the order in which it stands here.</summary>
/// <param name="Before">Interactions that happened before; null for none. Those without a time stay.</param>
/// <param name="Features">A modality whose features go, of all items; null for none.</param>
/// <param name="Orphans">
/// Whether users, items, entities and relations go that no file declared and nothing refers to: no interaction, no triple,
/// no link, no features.
/// </param>
public sealed record PruneRequest(DateTimeOffset? Before, string? Features, bool Orphans);
