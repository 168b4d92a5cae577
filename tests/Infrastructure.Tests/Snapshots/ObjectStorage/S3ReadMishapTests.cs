using KDiffE.Domain.Snapshots;
using KDiffE.TestKit.ObjectStorage;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>What becomes of a snapshot on its way out of the bucket when requests go wrong.</summary>
public sealed class S3ReadMishapTests(SwiftServer server) : S3MishapTests(server)
{
    [Theory]
    [InlineData(FaultKind.CutDownload)]
    [InlineData(FaultKind.StallDownload)]
    public async Task ADownloadThatBreaksOffGoesOnWhereItWas(FaultKind kind)
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Large("v1", ManyItems), Cancelled);
        var from = new List<string>();
        Relay.Faults = request =>
        {
            if (!IsDownload(request))
                return Fault.None;
            from.Add(request.Headers.Range.ToString());
            return from.Count < 4 ? new Fault(kind) : Fault.None;
        };

        using var snapshot = await Hindered.Store.OpenAsync("v1", Cancelled);

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
        Relay.Fail(times, Fault.SlowDown with { Kind = kind }, IsDownload);

        using var snapshot = await Hindered.Store.OpenAsync("v1", Cancelled);

        snapshot.ItemEmbedding(0)[0].ShouldBe(4);
        Hindered.Condition.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task AnObjectThatChangesUnderWayIsReadAnewAndNeverMixed()
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Large("v1", ManyItems), Cancelled);
        var requests = 0;
        Relay.Faults = request => !IsDownload(request) ? Fault.None : ++requests switch
        {
            1 => new Fault(FaultKind.CutDownload),
            2 => Fault.None with { Meanwhile = ReplaceAsync },
            _ => Fault.None,
        };

        using var snapshot = await Hindered.Store.OpenAsync("v1", Cancelled);

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
        Relay.Faults = request => IsDownload(request) ? new Fault(FaultKind.FlipBit) : Fault.None;

        var refusal = await Should.ThrowAsync<InvalidSnapshotException>(() => Hindered.Store.OpenAsync("v1", Cancelled));

        refusal.IsUnreadable.ShouldBeFalse();
        Relay.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal)).ShouldBe(2);
        Hindered.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task ACacheThatCannotBeWrittenIsNamed()
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        await File.WriteAllTextAsync(Hindered.Cache, "a file where a folder should be", Cancelled);

        var refusal = await Should.ThrowAsync<InvalidSnapshotException>(() => Hindered.Store.OpenAsync("v1", Cancelled));

        refusal.Message.ShouldContain($"Snapshots:Folder: the folder {Hindered.Cache} cannot be written");
        (refusal.IsUnreadable, refusal.Reason).ShouldBe((true, "the folder of snapshots cannot be written"));
    }
}
