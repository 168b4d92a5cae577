namespace KDiffE.Training.Doctor;

/// <summary>Every check, in the order in which one thing stands on another.</summary>
internal static class Examination
{
    private const string Database = "the database";

    /// <summary>Makes the checks one after the other, and hands out each as it is made.</summary>
    internal static async Task<DoctorReport> RunAsync(Patient patient, Action<CheckReport> made, CancellationToken cancellation)
    {
        var reports = new List<CheckReport>();
        await AddAsync(SettingsChecks.Names(patient));
        var noDatabase = await AddAsync(DatabaseChecks.Server(patient)) ? null : Database;
        var noSchema = await AddUnlessAsync(noDatabase, DatabaseChecks.Schema(patient)) ? null : Database;
        await AddUnlessAsync(noDatabase, DatabaseChecks.Clock(patient));
        if (patient.HasReplica)
            await AddUnlessAsync(noDatabase, ReplicaChecks.Standby(patient));
        await AddAsync(FolderChecks.Snapshots(patient));
        var inBucket = patient.HasObjectStorage && await AddAsync(StorageChecks.Bucket(patient));
        await AddAsync(FolderChecks.Runs(patient));
        var torch = await AddAsync(TorchChecks.Library());
        if (torch)
            await AddAsync(TorchChecks.Device(patient));
        else
            Add(new CheckReport("gpu", Finding.Warning("Not looked at: libtorch does not load.", "Have libtorch load first.")));
        foreach (var check in (Check[])[ServiceChecks.Keys(patient), QueueChecks.Queue(patient), QueueChecks.Schedules(patient)])
            await AddUnlessAsync(noSchema, check);
        var noStorage = patient.HasObjectStorage && !inBucket ? "object storage" : null;
        await AddUnlessAsync(noSchema ?? noStorage, ServiceChecks.Served(patient));
        await AddUnlessAsync(noSchema, NodeChecks.Nodes(patient));

        if (noSchema is null && inBucket)
            await AddAsync(StorageChecks.Leftovers(patient));

        return new DoctorReport(reports.TrueForAll(report => report.Severity != Severity.Error), reports);

        async Task<bool> AddAsync(Check check) => Add(await check.RunAsync(cancellation));

        // A check of what stands on something that is broken would say the same once more.
        async Task<bool> AddUnlessAsync(string? broken, Check check) => broken is null
            ? await AddAsync(check)
            : Add(new CheckReport(check.Name, Finding.Warning($"Not looked at: {broken} cannot be used.", $"Put {broken} right first."))) && false;

        bool Add(CheckReport report)
        {
            reports.Add(report);
            made(report);
            return report.Severity != Severity.Error;
        }
    }
}
