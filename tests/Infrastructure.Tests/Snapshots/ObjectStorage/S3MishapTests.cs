using System.Diagnostics;
using Amazon.S3.Model;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.TestKit.ObjectStorage;
using Microsoft.AspNetCore.Http;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>What becomes of snapshots when requests go wrong between a machine and a real server.</summary>
public sealed class S3MishapTests : IClassFixture<SwiftServer>, IAsyncLifetime
{
    // 12 MB: three parts of 5 MiB.
    private const int ManyItems = 45_000;

    // Two seconds for each of the few requests of a call, and what the client itself repeats.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly SwiftServer _server;
    private readonly string _prefix = $"{Guid.NewGuid():N}";
    private readonly List<S3Machine> _machines = [];
    private FaultyRelay _relay = null!;
    private S3Machine _machine = null!;

    public S3MishapTests(SwiftServer server)
    {
        Assert.SkipWhen(SwiftServer.WhyNot is not null, SwiftServer.WhyNot ?? "");
        _server = server;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _relay = await FaultyRelay.StartAsync(_server.Url);
        _machine = Machine(_relay.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _machines.ForEach(machine => machine.Dispose());
        await _relay.DisposeAsync();
    }

    [Theory]
    [InlineData(FaultKind.CutUpload)]
    [InlineData(FaultKind.LoseAnswer)]
    [InlineData(FaultKind.Hang)]
    [InlineData(FaultKind.Answer)]
    public async Task ASaveGoesOnWhereItWasHindered(FaultKind kind)
    {
        foreach (var (version, items) in ((string, int)[])[("small", 2), ("large", ManyItems)])
        {
            // Each of them meets the fault twice: begin, parts and completion of a large one, the whole of a small one.
            var met = new Dictionary<string, int>(StringComparer.Ordinal);
            _relay.Faults = request =>
            {
                if (!IsUpload(request))
                    return Fault.None;
                var what = $"{request.Method}{request.Query["partNumber"]}{request.Query["uploadId"].Count}{request.Headers.IfNoneMatch}";
                lock (met)
                    return (met[what] = met.GetValueOrDefault(what) + 1) <= 2 ? Fault.SlowDown with { Kind = kind } : Fault.None;
            };

            await _machine.Store.SaveAsync(SmallSnapshot.Large(version, items), Cancelled);

            met.Values.ShouldAllBe(times => times > 2 || kind == FaultKind.LoseAnswer);
            using var snapshot = await Machine().Store.OpenAsync(version, Cancelled);
            snapshot.Items.ShouldBe(items);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(ManyItems)]
    public async Task OfASaveThatNeverSucceedsNothingIsLeft(int items)
    {
        var machine = Machine(_relay.Url, S3Machine.Limits with { SavePatience = TimeSpan.FromSeconds(1) });
        foreach (var last in (string[])["PUT", "POST"])
        {
            // With PUT no byte arrives; with POST all parts do, and what is to put them together does not.
            _relay.Faults = request => request.Method == last && !request.Query.ContainsKey("uploads") ? new Fault(FaultKind.CutUpload) : Fault.None;
            if (items == 2 && last == "POST")
                continue;

            var error = await Should.ThrowAsync<IOException>(() => machine.Store.SaveAsync(SmallSnapshot.Large("v1", items), Cancelled));

            error.Message.ShouldStartWith("Snapshots:S3:Endpoint: bucket snapshots at ");
            (await KeysAsync()).ShouldBeEmpty();
            ((await _server.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = SwiftServer.Bucket, Prefix = _prefix }, Cancelled)).MultipartUploads ?? []).ShouldBeEmpty();
            Files(machine).ShouldBeEmpty();
        }

        _relay.Faults = _ => Fault.None;
        await machine.Store.SaveAsync(SmallSnapshot.Large("v1", items), Cancelled);
    }

    [Fact]
    public async Task ARepetitionThatMeetsItselfIsNoFailure()
    {
        // A server that heeds If-None-Match does what it is told, the answer is lost, and it refuses the same once more.
        var heard = 0;
        _relay.Faults = request => !IsUpload(request) || request.Headers.IfNoneMatch.Count > 0 ? Fault.None
            : ++heard == 1 ? new Fault(FaultKind.LoseAnswer)
            : Fault.Of(412, "PreconditionFailed");

        await _machine.Store.SaveAsync(SmallSnapshot.Content("v1", 3), Cancelled);

        heard.ShouldBe(2);
        using var snapshot = await Machine().Store.OpenAsync("v1", Cancelled);
        snapshot.ItemEmbedding(0)[0].ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OfTwoWorkersThatSaveOneVersionTheSecondIsRefused(bool heedsConditions)
    {
        // The other one saves it after this one has found that it is not there yet.
        var other = Machine();
        var isSaved = false;
        _relay.Faults = request =>
        {
            if (!IsUpload(request) || isSaved)
                return Fault.None;
            isSaved = true;
            return (heedsConditions ? Fault.Of(412, "PreconditionFailed") : Fault.None) with { Meanwhile = () => other.Store.SaveAsync(SmallSnapshot.Content("v1", 1), Cancelled) };
        };

        (await Should.ThrowAsync<IOException>(() => _machine.Store.SaveAsync(SmallSnapshot.Content("v1", 2), Cancelled))).Message.ShouldContain("exists already");

        foreach (var machine in (S3Machine[])[_machine, other, Machine()])
        {
            using var snapshot = await machine.Store.OpenAsync("v1", Cancelled);
            snapshot.ItemEmbedding(0)[0].ShouldBe(1);
        }
    }

    [Theory]
    [InlineData(FaultKind.CutDownload)]
    [InlineData(FaultKind.StallDownload)]
    public async Task ADownloadThatBreaksOffGoesOnWhereItWas(FaultKind kind)
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Large("v1", ManyItems), Cancelled);
        var from = new List<string>();
        _relay.Faults = request =>
        {
            if (!IsDownload(request))
                return Fault.None;
            from.Add(request.Headers.Range.ToString());
            return from.Count < 4 ? new Fault(kind) : Fault.None;
        };

        using var snapshot = await _machine.Store.OpenAsync("v1", Cancelled);

        snapshot.Items.ShouldBe(ManyItems);
        from.Count.ShouldBe(4);
        from.Skip(1).ShouldAllBe(range => range.StartsWith("bytes=") && range.EndsWith('-'));
    }

    [Theory]
    [InlineData(FaultKind.CutDownload, 1)]
    [InlineData(FaultKind.Hang, 1)]
    [InlineData(FaultKind.Answer, 3)]
    [InlineData(FaultKind.FlipBit, 1)]
    public async Task AMishapIsNotTheEnd(FaultKind kind, int times)
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Content("v1", 4), Cancelled);
        _relay.Fail(times, Fault.SlowDown with { Kind = kind }, IsDownload);

        using var snapshot = await _machine.Store.OpenAsync("v1", Cancelled);

        snapshot.ItemEmbedding(0)[0].ShouldBe(4);
        _machine.Condition.Trouble.ShouldBeNull();
    }

    [Theory]
    [InlineData(FaultKind.Hang, "has not answered within 2 seconds")]
    [InlineData(FaultKind.Answer, "cannot answer now (503 SlowDown)")]
    [InlineData(FaultKind.LoseAnswer, "does not answer")]
    public async Task WhatDoesNotAnswerIsSaidToBeAwayAndInTime(FaultKind kind, string why)
    {
        // The client itself repeats what is answered so, with pauses of up to three seconds.
        var machine = Machine(_relay.Url, S3Machine.Limits with { SavePatience = TimeSpan.FromSeconds(1), Answer = TimeSpan.FromSeconds(kind == FaultKind.Answer ? 10 : 2) });
        await machine.Store.SaveAsync(SmallSnapshot.Content("here"), Cancelled);
        await Machine().Store.SaveAsync(SmallSnapshot.Content("there"), Cancelled);
        await machine.Store.NoteServedAsync(["there", "here"], Cancelled);
        _relay.Faults = _ => Fault.SlowDown with { Kind = kind };
        var store = machine.Store;

        var refusal = await InTimeAsync(() => Should.ThrowAsync<InvalidSnapshotException>(() => store.OpenAsync("there", Cancelled)));
        (refusal.IsUnreadable, refusal.Reason).ShouldBe((true, "object storage does not answer"));
        refusal.Message.ShouldContain(why);
        machine.Condition.Trouble.ShouldNotBeNull().ShouldContain(why);
        (await InTimeAsync(() => store.StampAsync("there", Cancelled))).ShouldBeNull();
        foreach (var call in (Func<Task>[])
        [
            () => store.SaveAsync(SmallSnapshot.Content("new"), Cancelled), () => store.CheckWritableAsync(Cancelled), () => store.ListAsync(Cancelled),
            () => store.DeleteAsync("here", Cancelled), () => store.NoteServedAsync(["here"], Cancelled),
        ])
        {
            (await InTimeAsync(() => Should.ThrowAsync<IOException>(call))).Message.ShouldStartWith("Snapshots:S3:Endpoint: ");
        }

        // What is at hand is served, and nothing else is promised.
        (await InTimeAsync(() => store.ListServedAsync(Cancelled))).ShouldBe(["here"]);
        (await store.StampAsync("here", Cancelled)).ShouldNotBeNull();
        (await store.OpenAsync("here", Cancelled)).Dispose();

        _relay.Faults = _ => Fault.None;
        (await store.OpenAsync("there", Cancelled)).Dispose();
        machine.Condition.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task AnObjectThatChangesUnderWayIsReadAnewAndNeverMixed()
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Large("v1", ManyItems), Cancelled);
        var requests = 0;
        _relay.Faults = request => !IsDownload(request) ? Fault.None : ++requests switch
        {
            1 => new Fault(FaultKind.CutDownload),
            2 => Fault.None with { Meanwhile = ReplaceAsync },
            _ => Fault.None,
        };

        using var snapshot = await _machine.Store.OpenAsync("v1", Cancelled);

        snapshot.Items.ShouldBe(ManyItems + 1);
        requests.ShouldBe(3);

        async Task ReplaceAsync()
        {
            var writer = Machine();
            await writer.Store.DeleteAsync("v1", Cancelled);
            await writer.Store.SaveAsync(SmallSnapshot.Large("v1", ManyItems + 1), Cancelled);
        }
    }

    [Fact]
    public async Task WhatIsDamagedEachTimeIsRefusedForGood()
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        _relay.Faults = request => IsDownload(request) ? new Fault(FaultKind.FlipBit) : Fault.None;

        var refusal = await Should.ThrowAsync<InvalidSnapshotException>(() => _machine.Store.OpenAsync("v1", Cancelled));

        refusal.IsUnreadable.ShouldBeFalse();
        _relay.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal)).ShouldBe(2);
        Files(_machine).ShouldBeEmpty();
    }

    [Fact]
    public async Task AStopIsHeardInTheMiddleOfEverything()
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        var machine = Machine(_relay.Url, new TransferLimits());
        _relay.Faults = request => IsDownload(request) ? new Fault(FaultKind.StallDownload) : new Fault(FaultKind.Hang);
        foreach (var call in (Func<CancellationToken, Task>[])
        [
            stop => machine.Store.OpenAsync("v1", stop), stop => machine.Store.StampAsync("v1", stop), stop => machine.Store.SaveAsync(SmallSnapshot.Content("v2"), stop),
            stop => machine.Store.ListServedAsync(stop), machine.Store.CheckWritableAsync,
        ])
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            var start = Stopwatch.GetTimestamp();
            await Should.ThrowAsync<OperationCanceledException>(() => call(stop.Token));
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }

        Files(machine).ShouldBeEmpty();
    }

    [Fact]
    public async Task AWrongSettingIsNamedInOneSentence()
    {
        await SaysAsync(
            new S3Machine(_server.Url, _prefix, secret: "wrong"),
            $"Snapshots:S3: bucket snapshots at {_server.Url} refuses the credentials (SignatureDoesNotMatch); put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile or the role right.");
        await SaysAsync(new S3Machine(_server.Url, _prefix, bucket: "none-such"), $"Snapshots:S3:Bucket: there is no bucket none-such at {_server.Url}.");
        await SaysAsync(
            new S3Machine(new Uri("http://127.0.0.1:1"), _prefix, S3Machine.Limits with { SavePatience = TimeSpan.Zero }),
            "Snapshots:S3:Endpoint: bucket snapshots at http://127.0.0.1:1/ does not answer: Connection refused.");

        _relay.Faults = request => Fault.Of(403, "AccessDenied");
        await SaysAsync(
            new S3Machine(_relay.Url, _prefix),
            $"Snapshots:S3: bucket snapshots at {_relay.Url} refuses what these credentials ask (403 AccessDenied); give them the rights of docs/object-storage.md, or put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile or the role right.");
        _relay.Faults = request => Fault.Of(400, "AuthorizationHeaderMalformed");
        await SaysAsync(new S3Machine(_relay.Url, _prefix), $"Snapshots:S3:Region: bucket snapshots at {_relay.Url} is in another region.");
        _relay.Faults = request => Fault.Of(403, "RequestTimeTooSkewed");
        var skewed = await TroubleAsync(new S3Machine(_relay.Url, _prefix));
        skewed.ShouldStartWith($"Snapshots:S3: bucket snapshots at {_relay.Url} finds this machine's clock wrong (");
        skewed.ShouldEndWith("; have both keep their time by NTP.");

        static async Task SaysAsync(S3Machine machine, string sentence) => (await TroubleAsync(machine)).ShouldBe(sentence);

        static async Task<string> TroubleAsync(S3Machine machine)
        {
            using (machine)
            {
                var error = await Should.ThrowAsync<IOException>(() => machine.Store.CheckWritableAsync(Cancelled));
                machine.Condition.Trouble.ShouldBe(error.Message);
                error.Message.ShouldNotContain(SwiftServer.Secret);
                var refusal = await Should.ThrowAsync<InvalidSnapshotException>(() => machine.Store.OpenAsync("v1", Cancelled));
                refusal.IsUnreadable.ShouldBeTrue();
                refusal.Reason.ShouldStartWith("object storage ");
                return error.Message;
            }
        }
    }

    [Fact]
    public async Task ACacheThatCannotBeWrittenIsNamed()
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        await File.WriteAllTextAsync(_machine.Cache, "a file where a folder should be", Cancelled);

        var refusal = await Should.ThrowAsync<InvalidSnapshotException>(() => _machine.Store.OpenAsync("v1", Cancelled));

        refusal.Message.ShouldContain($"Snapshots:Folder: the folder {_machine.Cache} cannot be written");
        (refusal.IsUnreadable, refusal.Reason).ShouldBe((true, "the folder of snapshots cannot be written"));
    }

    private static bool IsUpload(HttpRequest request) => request.Method is "PUT" or "POST" && request.Path.Value!.EndsWith(".safetensors", StringComparison.Ordinal);

    private static bool IsDownload(HttpRequest request) => request.Method == "GET" && request.Path.Value!.EndsWith(".safetensors", StringComparison.Ordinal);

    private static string[] Files(S3Machine machine) => Directory.Exists(machine.Cache) ? Directory.GetFiles(machine.Cache) : [];

    private static async Task<T> InTimeAsync<T>(Func<Task<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await call();
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Bound);
        return answer;
    }

    private S3Machine Machine(Uri? url = null, TransferLimits? limits = null)
    {
        var machine = new S3Machine(url ?? _server.Url, _prefix, limits);
        _machines.Add(machine);
        return machine;
    }

    private async Task<IEnumerable<string>> KeysAsync() =>
        ((await _server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = SwiftServer.Bucket, Prefix = _prefix }, Cancelled)).S3Objects ?? []).Select(found => found.Key);
}
