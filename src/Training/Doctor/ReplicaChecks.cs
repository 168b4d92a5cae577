using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Telemetry;

namespace KDiffE.Training.Doctor;

/// <summary>The replica, where there is one.</summary>
internal static class ReplicaChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether it is a standby of the database, and not too far behind. Without it everything goes on, at the primary.</summary>
    internal static Check Standby(Patient patient) => new("replica", async cancellation =>
        Judge(await patient.Get<Replica>().LookAsync(Patience, cancellation), patient.Setting<ReplicaOptions>().MaxLag));

    /// <summary>What it means that a replica is so.</summary>
    /// <param name="look">How it is.</param>
    /// <param name="maxLag">How far it may be behind.</param>
    internal static Finding Judge(ReplicaLook look, TimeSpan maxLag) => look.WhyNot(maxLag) switch
    {
        null => Finding.Ok(look.HasAll ? "a standby that has all that the primary has" : $"a standby, {Duration.InWords(look.Lag!.Value)} behind the primary"),
        var reason when look.Fault is not null =>
            Finding.Warning($"It is not read from: {reason}.", $"Start it, or put {ReplicaServices.ConnectionVariable} right; the primary takes its reads meanwhile."),
        var reason => Finding.Warning($"It is not read from: {reason}.", "Look at its log and at pg_stat_replication of the primary; docs/replicas.md has more."),
    };
}
