using System.Net;
using System.Net.Sockets;
using Hangfire;
using Hangfire.Server;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using KDiffE.Training.Doctor;
using KDiffE.Training.Tests.Commands;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.Training.Tests.Doctor;

/// <summary>A service that is well, and what is found when one thing at a time is not.</summary>
public sealed class ExaminationTests : IAsyncLifetime
{
    private const string Version = "20260131T101500Z-1f3a";

    private static readonly string[] Checks = ["settings", "database", "schema", "clock", "snapshots", "runs", "libtorch", "gpu", "keys", "queue", "schedules", "served", "nodes"];

    private const string OtherNodes =
        """
        insert into nodes (id, kind, host, process_id, version, started_at, last_seen_at) values
            (gen_random_uuid(), 'worker', 'far', 7, '0.9', now(), now()), (gen_random_uuid(), 'api', 'near', 8, '1.0', now(), now());
        """;

    private readonly PostgresDatabase _database = new();
    private readonly TemporaryFolder _folder = new();
    private ServiceProvider _queue = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await _database.Get<ApiKeyStore>().CreateAsync("ops", [Role.Admin], expiresAt: null, Cancellation);
        Directory.CreateDirectory(_folder.File("snapshots"));
        Directory.CreateDirectory(_folder.File("runs"));
        await File.WriteAllBytesAsync(SnapshotPath, new byte[1000], Cancellation);
        await _database.Get<SnapshotCatalog>().RegisterReadyAsync(
            new SnapshotMetadata(Version, "test", DateTimeOffset.UtcNow.AddHours(-5), null, new Dictionary<string, string>(), new Dictionary<string, double>()), Cancellation);
        await _database.Get<SnapshotCatalog>().ActivateAsync(Version, Cancellation);
        _queue = new ServiceCollection().AddLogging().AddSingleton(NpgsqlDataSource.Create(_database.ConnectionString)).AddRunQueue().BuildServiceProvider();
        using var connection = _queue.GetRequiredService<JobStorage>().GetConnection();
        connection.AnnounceServer("worker-1", new ServerContext { Queues = ["train"], WorkerCount = 1 });
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task AServiceThatIsWellHasNothingToDo()
    {
        var report = await ExamineAsync();

        report.Healthy.ShouldBeTrue();
        report.Checks.Select(check => check.Name).ShouldBe(Checks);
        report.Checks.ShouldAllBe(check => check.Severity == Severity.Ok && check.Advice == null);
        Find(report, "served").Message.ShouldBe($"{Version}, 5 hours old");
        Find(report, "keys").Message.ShouldBe("1 accepted");
        Find(report, "queue").Message.ShouldEndWith("no run waits");
    }

    [Fact]
    public async Task ASettingThatNobodyReadsIsNoErrorAndNamed()
    {
        var report = await ExamineAsync(("Limits:RequestPerSecond", "10"));

        report.Healthy.ShouldBeTrue();
        (Find(report, "settings").Message, Find(report, "settings").Advice).ShouldBe(("Without effect: Limits:RequestPerSecond.", "Is Limits:RequestsPerSecond meant?"));
    }

    [Fact]
    public async Task ItNeedsNoMoreThanToReadAndLeavesTheFoldersAsTheyWere()
    {
        var role = $"kdiffe_reader_{Guid.NewGuid():N}";
        await _database.ExecuteAsync(
            $"create role {role} login password 'x'; grant usage on schema public, hangfire to {role}; grant select on all tables in schema public, hangfire to {role}");
        try
        {
            var before = Files();
            var report = await ExamineAsync(("ConnectionStrings:Postgres", new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = role, Password = "x" }.ConnectionString));

            report.Checks.ShouldAllBe(check => check.Severity == Severity.Ok);
            Files().ShouldBe(before);
        }
        finally
        {
            await _database.ExecuteAsync($"drop owned by {role}; drop role {role}");
        }

        List<string> Files() => [.. Directory.EnumerateFileSystemEntries(_folder.Folder, "*", SearchOption.AllDirectories).Order().Select(path => $"{path} {Directory.GetLastWriteTimeUtc(path):O}")];
    }

    [Fact]
    public async Task ItsConnectionsRefuseToWriteEvenOnceTheyCameBackToThePool()
    {
        await using var patient = PatientWith();
        for (var use = 0; use < 2; use++)
        {
            await using var command = patient.Get<NpgsqlDataSource>().CreateCommand("delete from users");
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation))).SqlState.ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction);
        }
    }

    [Theory]
    [InlineData("keys", "Error", "in Production the API does not start without one", "delete from api_keys")]
    [InlineData("keys", "Error", "All are revoked or expired", "update api_keys set revoked_at = now()")]
    [InlineData("keys", "Error", "All are revoked or expired", "update api_keys set expires_at = now() - interval '1 second'")]
    [InlineData("keys", "Warning", "none of them with the role admin", "update api_keys set roles = array['read']")]
    [InlineData("keys", "Warning", "within a week those of ops expire", "update api_keys set expires_at = now() + interval '6 days'")]
    [InlineData("queue", "Warning", "The last worker was seen 10 minutes ago; no run waits.", "update hangfire.server set lastheartbeat = now() - interval '10 minutes 5 seconds'")]
    [InlineData("queue", "Warning", "No worker is known; no run waits.", "delete from hangfire.server")]
    [InlineData("queue", "Warning", "No worker is known; no run waits.", "drop schema hangfire cascade")]
    [InlineData("queue", "Error", "No worker is known; 2 wait, the first for 3 days.",
        "delete from hangfire.server; insert into training_runs (state, arguments, created_at) values ('queued', '{}', now() - interval '3 days 1 hour'), ('queued', '{}', now())")]
    [InlineData("queue", "Warning", "Nothing is heard of the workers of the runs 1; no run waits.",
        "insert into training_runs (state, arguments, heartbeat_at) values ('running', '{}', now() - interval '5 minutes')")]
    [InlineData("schedules", "Error", "nightly asks for no runs: timeZone: this machine knows no 'Mars/Base'",
        "insert into training_schedules (name, cron, time_zone, arguments) values ('nightly', '30 2 * * *', 'Mars/Base', '{\"preset\": \"default\", \"settings\": {}}')")]
    [InlineData("served", "Warning", "No snapshot is active", "update snapshots set state = 'retired'")]
    [InlineData("served", "Warning", "20260131T101500Z-1f3a, 30 days old", "update snapshots set created_at = now() - interval '30 days 1 hour'")]
    [InlineData("nodes", "Warning", "Nothing is heard any more of API near:8, worker far:7.", OtherNodes + " update nodes set last_seen_at = now() - interval '21 seconds'")]
    [InlineData("nodes", "Warning", "They are of several versions: API near:8 of 1.0, worker far:7 of 0.9.", OtherNodes)]
    [InlineData("schema", "Error", "The database has lost the table kg_triples", "drop table kg_triples")]
    [InlineData("schema", "Error", "The database is empty.", "drop schema public cascade; create schema public; drop schema hangfire cascade")]
    public async Task WhatIsNotWellIsFoundWithWhatToDo(string check, string severity, string message, string change)
    {
        await _database.ExecuteAsync(change);

        var report = await ExamineAsync();

        var found = Find(report, check);
        (found.Severity.ToString(), report.Healthy).ShouldBe((severity, severity != nameof(Severity.Error)), found.Message);
        found.Message.ShouldContain(message);
        found.Advice.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task ASchemaOfAnEarlierVersionIsSaidToBeBroughtUpToDate()
    {
        await _database.ExecuteAsync("delete from \"__EFMigrationsHistory\" where \"MigrationId\" = (select max(\"MigrationId\") from \"__EFMigrationsHistory\")");

        var report = await ExamineAsync();

        Find(report, "schema").Message.ShouldStartWith("It lacks the migrations ");
        report.Checks.Where(check => check.Name is "keys" or "queue" or "schedules" or "served").ShouldAllBe(check => check.Message == "Not looked at: the database cannot be used.");
    }

    [Fact]
    public async Task WithoutAKeyDevelopmentIsWell()
    {
        await _database.ExecuteAsync("delete from api_keys");

        var report = await ExamineAsync(("ASPNETCORE_ENVIRONMENT", "Development"));

        (report.Healthy, Find(report, "keys").Severity).ShouldBe((true, Severity.Ok));
    }

    [Fact]
    public async Task FoldersAndFilesThatAreMissingAreNamed()
    {
        File.Delete(SnapshotPath);
        await File.WriteAllTextAsync(_folder.File("file"), "", Cancellation);

        var report = await ExamineAsync(("Training:Folder", _folder.File("file")));
        var elsewhere = await ExamineAsync(("Snapshots:Folder", _folder.File("elsewhere")));

        Find(report, "served").Message.ShouldBe($"The file of {Version}, which is active, is not among the stored snapshots.");
        (Find(report, "runs").Severity, Find(report, "runs").Message).ShouldBe((Severity.Error, $"{_folder.File("file")} is a file."));
        (Find(elsewhere, "snapshots").Severity, Directory.Exists(_folder.File("elsewhere"))).ShouldBe((Severity.Warning, false));
    }

    [Fact]
    public async Task WithoutObjectStorageItIsNotLookedForWhatIsServed()
    {
        var report = await ExamineAsync(("Snapshots:Store", "s3"), ("Snapshots:S3:Bucket", "snapshots"), ("Snapshots:S3:Region", "eu-west-1"), ("Snapshots:S3:PathStyle", "maybe"));

        Find(report, "storage").Message.ShouldContain("'Snapshots:S3:PathStyle'");
        Find(report, "served").Message.ShouldBe("Not looked at: object storage cannot be used.");
    }

    [Fact]
    public async Task ADatabaseThatTakesConnectionsAndSaysNothingIsNotWaitedFor()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var start = TimeProvider.System.GetTimestamp();

        var report = await ExamineAsync(("ConnectionStrings:Postgres", $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=x;Database=x"));

        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        Find(report, "database").Severity.ShouldBe(Severity.Error);
        report.Checks.Select(check => check.Name).ShouldBe(Checks);
    }

    [Fact]
    public async Task ACheckThatHangsIsLeftAndSaysSo()
    {
        using var never = new ManualResetEventSlim();
        var report = await new Check("folder", _ =>
        {
            never.Wait(Cancellation);
            return Task.FromResult(Finding.Ok("late"));
        }).RunAsync(Cancellation);
        never.Set();

        (report.Severity, report.Message).ShouldBe((Severity.Error, "It did not end within 10 seconds."));
    }

    [Theory]
    [InlineData(0.5, "Ok", "this machine's clock is 0.5 s ahead of the database's")]
    [InlineData(-2.5, "Warning", "this machine's clock is 2.5 s behind the database's")]
    [InlineData(61, "Error", "this machine's clock is 61.0 s ahead of the database's")]
    [InlineData(-3600, "Error", "this machine's clock is 3600.0 s behind the database's")]
    public void AClockThatIsWrongIsFound(double seconds, string severity, string message)
    {
        var finding = DatabaseChecks.Judge(TimeSpan.FromSeconds(seconds));

        (finding.Severity.ToString(), finding.Message).ShouldBe((severity, message));
    }

    [Theory]
    [InlineData(63, 0, "Error")]
    [InlineData(65, 0, "Ok")]
    [InlineData(199, 100, "Error")]
    [InlineData(399, 100, "Warning")]
    [InlineData(401, 100, "Ok")]
    public void ADiskWithoutRoomForTheNextSnapshotIsFound(long free, long newest, string severity)
    {
        FolderChecks.Judge("/snapshots", free << 20, newest << 20).Severity.ToString().ShouldBe(severity);
    }

    [Fact]
    public async Task TheCommandWritesALineForEachCheckAndItsExitCode()
    {
        var settings = Settings().ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        var (wellCode, well, _) = await Kdiffe.RunWithAsync(settings, "doctor", "--json", _folder.File("doctor.json"));
        await _database.ExecuteAsync("delete from api_keys");
        var (illCode, ill, _) = await Kdiffe.RunWithAsync(settings, "doctor");

        (wellCode, illCode).ShouldBe((0, 1), well + ill);
        well.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..20].TrimEnd()).ShouldBe(Checks.Select(check => $"ok       {check}"));
        ill.ShouldContain("\nerror    keys       There is none, and in Production the API does not start without one. → Make one: './kdiffe keys create NAME --role admin'.\n");
        (await File.ReadAllTextAsync(_folder.File("doctor.json"), Cancellation)).ShouldStartWith("{\n  \"healthy\": true,\n  \"checks\": [\n    {\n      \"check\": \"settings\",\n      \"severity\": \"ok\",");
    }

    private string SnapshotPath => Path.Combine(_folder.File("snapshots"), SnapshotFile.NameOf(Version));

    private async Task<DoctorReport> ExamineAsync(params (string Key, string Value)[] changes)
    {
        await using var patient = PatientWith(changes);
        return await Examination.RunAsync(patient, _ => { }, Cancellation);
    }

    private Patient PatientWith(params (string Key, string Value)[] changes)
    {
        var settings = Settings();
        foreach (var (key, value) in changes)
            settings[key] = value;
        return new Patient(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    private Dictionary<string, string?> Settings() => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:Postgres"] = _database.ConnectionString,
        ["Snapshots:Folder"] = _folder.File("snapshots"),
        ["Training:Folder"] = _folder.File("runs"),
        ["Training:Device"] = "cpu",
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
    };

    private static CheckReport Find(DoctorReport report, string name) => report.Checks.Single(check => check.Name == name);
}
