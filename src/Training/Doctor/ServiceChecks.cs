using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Infrastructure.Telemetry;

namespace KDiffE.Training.Doctor;

/// <summary>What the API needs to answer: who may ask, and what is served.</summary>
internal static class ServiceChecks
{
    private const string Train = "Ask for a run (POST /training/runs), or train with './kdiffe train --from-db --publish'.";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);
    private static readonly TimeSpan Old = TimeSpan.FromDays(7);

    /// <summary>Whether somebody has a key; in Development none is needed.</summary>
    internal static Check Keys(Patient patient) => new("keys", async cancellation =>
    {
        const string Create = "Make one: './kdiffe keys create NAME --role admin'.";
        var (live, anyMade) = await patient.Get<ApiKeyStore>().GetLiveAsync(cancellation);
        var development = patient.Environment.Equals("Development", StringComparison.OrdinalIgnoreCase);
        if (!anyMade)
        {
            return development
                ? Finding.Ok("none, and none is needed in Development on this machine")
                : Finding.Error($"There is none, and in {patient.Environment} the API does not start without one.", Create);
        }

        if (live.Count == 0)
            return Finding.Error("All are revoked or expired, so the API refuses everybody.", Create);
        if (!live.Any(key => key.Key.Roles.Contains(Role.Admin)))
            return Finding.Warning($"{live.Count} accepted, none of them with the role admin.", Create);
        var ending = live.Where(key => key.Key.ExpiresAt < DateTimeOffset.UtcNow + Soon).Select(key => key.Key.Client).Distinct().Order(StringComparer.Ordinal).ToList();
        return ending.Count > 0
            ? Finding.Warning($"{live.Count} accepted; within a week those of {string.Join(", ", ending)} expire.", "Rotate them: './kdiffe keys rotate NAME'.")
            : Finding.Ok($"{live.Count} accepted");
    });

    /// <summary>Whether a snapshot is served, its file is there, and it is not old.</summary>
    internal static Check Served(Patient patient) => new("served", async cancellation =>
    {
        var active = (await patient.Get<SnapshotCatalog>().ListAsync(cancellation)).FirstOrDefault(snapshot => snapshot.State == SnapshotState.Active);
        if (active is null)
            return Finding.Warning("No snapshot is active, so there are no recommendations.", Train);
        if (!(await patient.Get<ISnapshotStore>().ListAsync(cancellation)).Any(stored => stored.Version == active.Version))
            return Finding.Error($"The file of {active.Version}, which is active, is not among the stored snapshots.", "Mount or restore what they are stored in, or roll back: POST /snapshots/rollback.");
        var age = DateTimeOffset.UtcNow - active.CreatedAt;
        var message = $"{active.Version}, {Duration.InWords(age)} old";
        return age > Old ? Finding.Warning(message, $"{Train} A schedule does so by itself.") : Finding.Ok(message);
    });
}
