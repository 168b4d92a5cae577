namespace KDiffE.Infrastructure.Keys;

/// <summary>What a key may do. A key has one role or several, none of which includes another but <c>admin</c>, which includes all.</summary>
public enum Role
{
    /// <summary>Ask: rankings, and what there is of data, runs, schedules, snapshots and figures.</summary>
    Read,

    /// <summary>Change data: users, items, interactions, the knowledge graph, features, feedback.</summary>
    Ingest,

    /// <summary>Ask for training runs, cancel them, and set schedules.</summary>
    Train,

    /// <summary>Everything: besides the above, which snapshot is served, the pages of the queue, and keys.</summary>
    Admin,
}
