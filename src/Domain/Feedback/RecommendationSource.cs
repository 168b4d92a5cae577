using System.Text.Json.Serialization;

namespace KDiffE.Domain.Feedback;

/// <summary>What the items of an answer are ranked by.</summary>
/// <remarks>The numbers are part of every <see cref="RecommendationId"/>: they never change.</remarks>
public enum RecommendationSource
{
    /// <summary>The trained embeddings.</summary>
    Model = 1,

    /// <summary>The model applied to the interactions of a user, or a session, that it was not trained on.</summary>
    [JsonStringEnumMemberName("fold_in")]
    FoldIn = 2,

    /// <summary>What many liked of late, the same for everybody.</summary>
    Popular = 3,

    /// <summary>How new they are.</summary>
    Latest = 4,

    /// <summary>What they have in common in the knowledge graph.</summary>
    Graph = 5,
}

/// <summary>What was asked. The numbers are part of every <see cref="RecommendationId"/>: they never change.</summary>
public enum RecommendationEndpoint
{
    /// <summary>What a user may like.</summary>
    User = 1,

    /// <summary>The same for many users at once.</summary>
    Batch = 2,

    /// <summary>What somebody may like who is known by a few items alone.</summary>
    Session = 3,

    /// <summary>The order of items that were given.</summary>
    Rank = 4,

    /// <summary>Items like another one.</summary>
    Similar = 5,

    /// <summary>The items with the most interactions.</summary>
    Popular = 6,

    /// <summary>The newest items.</summary>
    Latest = 7,
}
