using Amazon.S3.Model;
using KDiffE.TestKit.ObjectStorage;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>What becomes of a snapshot on its way into the bucket when requests go wrong.</summary>
public sealed class S3SaveMishapTests(SwiftServer server) : S3MishapTests(server)
{
    [Theory]
    [Trait("Category", "Slow")]
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
            Relay.Faults = request =>
            {
                if (!IsUpload(request))
                    return Fault.None;
                var what = $"{request.Method}{request.Query["partNumber"]}{request.Query["uploadId"].Count}{request.Headers.IfNoneMatch}";
                lock (met)
                    return (met[what] = met.GetValueOrDefault(what) + 1) <= 2 ? Fault.SlowDown with { Kind = kind } : Fault.None;
            };

            await Hindered.Store.SaveAsync(SmallSnapshot.Large(version, items), Cancelled);

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
        var machine = Machine(Relay.Url, S3Machine.Limits with { SavePatience = TimeSpan.FromSeconds(1) });
        foreach (var last in (string[])["PUT", "POST"])
        {
            // With PUT no byte arrives; with POST all parts do, and what is to put them together does not.
            Relay.Faults = request => request.Method == last && !request.Query.ContainsKey("uploads") ? new Fault(FaultKind.CutUpload) : Fault.None;
            if (items == 2 && last == "POST")
                continue;

            var error = await Should.ThrowAsync<IOException>(() => machine.Store.SaveAsync(SmallSnapshot.Large("v1", items), Cancelled));

            error.Message.ShouldStartWith("Snapshots:S3:Endpoint: bucket snapshots at ");
            (await KeysAsync()).ShouldBeEmpty();
            ((await Server.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = SwiftServer.Bucket, Prefix = Prefix }, Cancelled)).MultipartUploads ?? []).ShouldBeEmpty();
            machine.Files.ShouldBeEmpty();
        }

        Relay.Faults = _ => Fault.None;
        await machine.Store.SaveAsync(SmallSnapshot.Large("v1", items), Cancelled);
    }

    [Fact]
    public async Task ARepetitionThatMeetsItselfIsNoFailure()
    {
        // A server that heeds If-None-Match does what it is told, the answer is lost, and it refuses the same once more.
        var heard = 0;
        Relay.Faults = request => !IsUpload(request) || request.Headers.IfNoneMatch.Count > 0 ? Fault.None
            : ++heard == 1 ? new Fault(FaultKind.LoseAnswer)
            : Fault.Of(412, "PreconditionFailed");

        await Hindered.Store.SaveAsync(SmallSnapshot.Content("v1", 3), Cancelled);

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
        Relay.Faults = request =>
        {
            if (!IsUpload(request) || isSaved)
                return Fault.None;
            isSaved = true;
            return (heedsConditions ? Fault.Of(412, "PreconditionFailed") : Fault.None) with { Meanwhile = () => other.Store.SaveAsync(SmallSnapshot.Content("v1", 1), Cancelled) };
        };

        (await Should.ThrowAsync<IOException>(() => Hindered.Store.SaveAsync(SmallSnapshot.Content("v1", 2), Cancelled))).Message.ShouldContain("exists already");

        foreach (var machine in (S3Machine[])[Hindered, other, Machine()])
        {
            using var snapshot = await machine.Store.OpenAsync("v1", Cancelled);
            snapshot.ItemEmbedding(0)[0].ShouldBe(1);
        }
    }

    private async Task<IEnumerable<string>> KeysAsync() =>
        ((await Server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = SwiftServer.Bucket, Prefix = Prefix }, Cancelled)).S3Objects ?? []).Select(found => found.Key);
}
