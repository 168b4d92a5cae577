namespace KDiffE.Infrastructure.Replicas;

/// <summary>How old what a read finds may be.</summary>
public enum Freshness
{
    /// <summary>It finds everything that was acknowledged before it began: a replica is read once it has come that far.</summary>
    Current,

    /// <summary>It may miss what came in the last <see cref="ReplicaOptions.MaxLag"/>.</summary>
    Recent,
}
