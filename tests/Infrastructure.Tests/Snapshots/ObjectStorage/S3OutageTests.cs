using System.Diagnostics;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using KDiffE.TestKit.ObjectStorage;

namespace KDiffE.Infrastructure.Tests.Snapshots.ObjectStorage;

/// <summary>A storage that does not answer, or does not want to.</summary>
public sealed class S3OutageTests(SwiftServer server) : S3MishapTests(server)
{
    // Two seconds for each of the few requests of a call, and what the client itself repeats.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(FaultKind.Hang, "has not answered within 2 seconds")]
    [InlineData(FaultKind.Answer, "cannot answer now (503 SlowDown)")]
    [InlineData(FaultKind.LoseAnswer, "does not answer")]
    public async Task WhatDoesNotAnswerIsSaidToBeAwayAndInTime(FaultKind kind, string why)
    {
        // The client itself repeats what is answered so, with pauses of up to three seconds.
        var machine = Machine(Relay.Url, S3Machine.Limits with { SavePatience = TimeSpan.FromSeconds(1), Answer = TimeSpan.FromSeconds(kind == FaultKind.Answer ? 10 : 2) });
        await machine.Store.SaveAsync(SmallSnapshot.Content("here"), Cancelled);
        await Machine().Store.SaveAsync(SmallSnapshot.Content("there"), Cancelled);
        await machine.Store.NoteServedAsync(["there", "here"], Cancelled);
        Relay.Faults = _ => Fault.SlowDown with { Kind = kind };
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

        Relay.Faults = _ => Fault.None;
        (await store.OpenAsync("there", Cancelled)).Dispose();
        machine.Condition.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task AStopIsHeardInTheMiddleOfEverything()
    {
        await Machine().Store.SaveAsync(SmallSnapshot.Content("v1"), Cancelled);
        var machine = Machine(Relay.Url, new TransferLimits());
        Relay.Faults = request => IsDownload(request) ? new Fault(FaultKind.StallDownload) : new Fault(FaultKind.Hang);
        foreach (var call in (Func<CancellationToken, Task>[])
        [
            stop => machine.Store.OpenAsync("v1", stop), stop => machine.Store.StampAsync("v1", stop), stop => machine.Store.SaveAsync(SmallSnapshot.Content("v2"), stop),
            stop => machine.Store.ListServedAsync(stop), machine.Store.CheckWritableAsync,
        ])
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            var start = Stopwatch.GetTimestamp();
            await Should.ThrowAsync<OperationCanceledException>(() => call(stop.Token));
            // The least of the limits that would end it anyway.
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(new TransferLimits().Answer);
        }

        machine.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task AWrongSettingIsNamedInOneSentence()
    {
        await SaysAsync(
            new S3Machine(Server.Url, Prefix, secret: "wrong"),
            $"Snapshots:S3: bucket snapshots at {Server.Url} refuses the credentials (SignatureDoesNotMatch); put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile or the role right.");
        await SaysAsync(new S3Machine(Server.Url, Prefix, bucket: "none-such"), $"Snapshots:S3:Bucket: there is no bucket none-such at {Server.Url}.");
        await SaysAsync(
            new S3Machine(new Uri("http://127.0.0.1:1"), Prefix, S3Machine.Limits with { SavePatience = TimeSpan.Zero }),
            "Snapshots:S3:Endpoint: bucket snapshots at http://127.0.0.1:1/ does not answer: Connection refused.");

        Relay.Faults = request => Fault.Of(403, "AccessDenied");
        await SaysAsync(
            new S3Machine(Relay.Url, Prefix),
            $"Snapshots:S3: bucket snapshots at {Relay.Url} refuses what these credentials ask (403 AccessDenied); give them the rights of docs/object-storage.md, or put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile or the role right.");
        Relay.Faults = request => Fault.Of(400, "AuthorizationHeaderMalformed");
        await SaysAsync(new S3Machine(Relay.Url, Prefix), $"Snapshots:S3:Region: bucket snapshots at {Relay.Url} is in another region.");
        Relay.Faults = request => Fault.Of(403, "RequestTimeTooSkewed");
        var skewed = await TroubleAsync(new S3Machine(Relay.Url, Prefix));
        skewed.ShouldStartWith($"Snapshots:S3: bucket snapshots at {Relay.Url} finds this machine's clock wrong (");
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
                // A HEAD of what is not there is answered in the same way where the bucket is and where it is not.
                await machine.Store.StampAsync("v1", Cancelled);
                machine.Condition.Trouble.ShouldNotBeNull();
                return error.Message;
            }
        }
    }

    private static async Task<T> InTimeAsync<T>(Func<Task<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await call();
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Bound);
        return answer;
    }
}
