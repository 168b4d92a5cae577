namespace KDiffE.Training.Doctor;

/// <summary>Every check, in the order in which one thing stands on another.</summary>
internal static class Examination
{
    /// <summary>Makes the checks one after the other, and hands out each as it is made.</summary>
    internal static async Task<DoctorReport> RunAsync(Patient patient, Action<CheckReport> made, CancellationToken cancellation)
    {
        var reports = new List<CheckReport>();
        var database = await AddAsync(DatabaseChecks.Server(patient));
        var schema = database ? await AddAsync(DatabaseChecks.Schema(patient)) : Skip("schema");
        if (database)
            await AddAsync(DatabaseChecks.Clock(patient));
        else
            Skip("clock");
        if (patient.HasReplica && database)
            await AddAsync(ReplicaChecks.Standby(patient));
        else if (patient.HasReplica)
            Skip("replica");
        await AddAsync(FolderChecks.Snapshots(patient));
        var inBucket = patient.HasObjectStorage && await AddAsync(StorageChecks.Bucket(patient));
        await AddAsync(FolderChecks.Runs(patient));
        var torch = await AddAsync(TorchChecks.Library());
        if (torch)
            await AddAsync(TorchChecks.Device(patient));
        else
            Add(new CheckReport("gpu", Finding.Warning("Not looked at: libtorch does not load.", "Have libtorch load first.")));
        foreach (var check in (Check[])[ServiceChecks.Keys(patient), QueueChecks.Queue(patient), QueueChecks.Schedules(patient), ServiceChecks.Served(patient), NodeChecks.Nodes(patient)])
        {
            if (!schema)
                Skip(check.Name);
            else if (check.Name == ServiceChecks.ServedName && patient.HasObjectStorage && !inBucket)
                Skip(check.Name, "object storage");
            else
                await AddAsync(check);
        }

        if (schema && inBucket)
            await AddAsync(StorageChecks.Leftovers(patient));

        return new DoctorReport(reports.TrueForAll(report => report.Severity != Severity.Error), reports);

        async Task<bool> AddAsync(Check check) => Add(await check.RunAsync(cancellation));

        bool Skip(string name, string what = "the database") => Add(new CheckReport(name, Finding.Warning($"Not looked at: {what} cannot be used.", $"Put {what} right first."))) && false;

        bool Add(CheckReport report)
        {
            reports.Add(report);
            made(report);
            return report.Severity != Severity.Error;
        }
    }
}
