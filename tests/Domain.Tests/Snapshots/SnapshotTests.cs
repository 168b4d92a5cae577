using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Domain.Tests.Snapshots;

/// <summary>What a snapshot gives back, and how long.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivesBackWhatWasWritten()
    {
        using var snapshot = Written(TestSnapshot.Content());
        snapshot.Metadata.Version.ShouldBe(TestSnapshot.Version);
        snapshot.Metadata.Dataset.ShouldBe("crème \"brûlée\"");
        snapshot.Metadata.Watermark.ShouldBe(new DateTimeOffset(2026, 1, 30, 0, 0, 0, TimeSpan.Zero));
        snapshot.Metadata.HyperParameters["KDiffE:Dim"].ShouldBe("3");
        snapshot.Metadata.Metrics["test.recall@20"].ShouldBe(0.104);
        snapshot.Metadata.Features.ShouldBe(TestSnapshot.Content().Metadata.Features);
        (snapshot.Users, snapshot.Items, snapshot.Dim).ShouldBe((2, 3, 3));
        snapshot.UserEmbedding(1).ToArray().ShouldBe([-1, 0, 0.5f]);
        snapshot.ItemEmbedding(2).ToArray().ShouldBe([0, 0, 1]);
        snapshot.UserId(1).ShouldBe("b/ö 🙂");
        snapshot.ItemId(0).ShouldBe("i0");
        snapshot.ItemName(1).ShouldBeNull();
        snapshot.ItemName(2).ShouldBe("Thïrd");
        snapshot.Popularity.ToArray().ShouldBe([5, 0, 7]);
        snapshot.Seen(0).ToArray().ShouldBe([0, 2]);
        snapshot.Seen(1).ToArray().ShouldBeEmpty();
    }

    [Fact]
    public void KnowsWhatItHasLearntOfWhatItHasSeen()
    {
        // Ann has seen items 0 and 2; item 2 was held out.
        using var measured = Written(TestSnapshot.HeldOut());

        (measured.HasLearnt(0, 0), measured.HasLearnt(0, 1), measured.HasLearnt(0, 2), measured.HasLearnt(1, 0)).ShouldBe((true, false, false, false));
        measured.Seen(0).ToArray().ShouldBe([0, 2]);
    }

    [Fact]
    public void AModelOfWhichNothingWasHeldOutHasLearntAllThatItHasSeen()
    {
        using var snapshot = Written(TestSnapshot.Content());

        (snapshot.HasLearnt(0, 0), snapshot.HasLearnt(0, 1), snapshot.HasLearnt(0, 2)).ShouldBe((true, false, true));
    }

    [Theory]
    [InlineData(false, true, "3")]
    [InlineData(true, true, "3")]
    [InlineData(true, false, "2")]
    [InlineData(false, false, "1")]
    public void OnlyWhatOlderProgramsDoNotKnowNeedsANewerFormat(bool heldOut, bool inCells, string formatVersion)
    {
        var path = _folder.File("format.safetensors");
        var (content, cells) = (heldOut ? TestSnapshot.HeldOut() : TestSnapshot.Content(), TestSnapshot.InCells());
        SnapshotFile.Write(inCells ? content with { CellOffsets = cells.CellOffsets, CellCentroids = cells.CellCentroids } : content, path);

        ((string?)Safetensors.Read(path).Header["__metadata__"]!["format_version"]).ShouldBe(formatVersion);
    }

    [Fact]
    public void AFileThatSaysNothingOfFeaturesHasNone()
    {
        var path = _folder.File("old.safetensors");
        SnapshotFile.Write(TestSnapshot.Content(), path);
        Forgery.Rewrite(path, file => file.Header["__metadata__"]!.AsObject().Remove("features"));

        using var snapshot = SnapshotFile.Open(path);

        snapshot.Metadata.Features.ShouldBeEmpty();
    }

    [Fact]
    public void SaysWhatTheColumnsOfItsRowsAre()
    {
        using var plain = Written(TestSnapshot.Content());
        using var parted = Written(TestSnapshot.Content() with { Metadata = TestSnapshot.Content().Metadata with { Parts = new RowParts(1, 1, 1) } });

        (plain.Metadata.Parts, plain.Parts).ShouldBe((null, new RowParts(3, 0, 0)));
        parted.Parts.ShouldBe(new RowParts(Model: 1, Profile: 1, Prior: 1));
    }

    [Fact]
    public void SaysWhichItemsLieTogetherAndWhereAndSoDoesItsExtension()
    {
        using var scattered = Written(TestSnapshot.Content());
        scattered.Cells.ShouldBeNull();

        using var trained = Written(TestSnapshot.InCells());
        Same(trained.Cells);
        var extension = new SnapshotExtension(TestSnapshot.Version, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        using var extended = Written(trained.With(trained.Metadata with { Version = "v2", Extension = extension }, ["n0"], [null], [1, 2, 3]));
        Same(extended.Cells);

        static void Same(ItemCells? found)
        {
            var cells = found.ShouldNotBeNull();
            (cells.Count, cells.End, cells[0], cells[1]).ShouldBe((2, 2, (0, 1), (1, 2)));
            cells.Centroids.ToArray().ShouldBe([1, 0, 0, 0, 1, 0]);
        }
    }

    [Fact]
    public void AnExtensionIsTheOldSnapshotBitForBitWithItsItemsAfterThat()
    {
        using var trained = Written(TestSnapshot.HeldOut());
        var extension = new SnapshotExtension(TestSnapshot.Version, 2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));

        using var extended = Written(trained.With(trained.Metadata with { Version = "v2", Extension = extension }, ["n0", "n1"], [null, "New"], [0.1f, 0.2f, 0.3f, 4, 5, 6]));

        (extended.Metadata.Extension, extended.Metadata.Trained, trained.Metadata.Trained).ShouldBe((extension, TestSnapshot.Version, TestSnapshot.Version));
        (extended.Metadata.CreatedAt, extended.Metadata.Watermark).ShouldBe((trained.Metadata.CreatedAt, trained.Metadata.Watermark));
        (extended.Users, extended.Items).ShouldBe((2, 5));
        extended.UserEmbeddings.ToArray().ShouldBe(trained.UserEmbeddings.ToArray());
        extended.ItemEmbeddings.ToArray().ShouldBe([.. trained.ItemEmbeddings.ToArray(), 0.1f, 0.2f, 0.3f, 4, 5, 6]);
        extended.Popularity.ToArray().ShouldBe([5, 0, 7, 0, 0]);
        (extended.ItemName(0), extended.ItemName(3), extended.ItemName(4)).ShouldBe(("First", null, "New"));
        extended.TryGetItem("n1", out var row).ShouldBeTrue();
        row.ShouldBe(4);
        extended.Seen(0).ToArray().ShouldBe([0, 2]);
        (extended.HasLearnt(0, 0), extended.HasLearnt(0, 2), extended.HasLearnt(0, 4)).ShouldBe((true, false, false));
    }

    [Theory]
    [InlineData("😀")]
    [InlineData("\uffff")]
    [InlineData("x")]
    public void HoldsTheLongestIdsOfEveryAlphabetAndNoLongerOnes(string character)
    {
        var longest = string.Concat(Enumerable.Repeat(character, 200));
        using var snapshot = Written(TestSnapshot.Content() with { UserIds = ["ann", longest] });

        snapshot.TryGetUser(longest, out var row).ShouldBeTrue();
        row.ShouldBe(1);
        snapshot.TryGetUser(longest + character, out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Written(TestSnapshot.Content() with { ItemIds = ["i0", "i1", longest + character] }))
            .Message.ShouldStartWith("ItemIds 2 has 201 characters");
    }

    [Fact]
    public void FindsEveryIdAndNoOther()
    {
        using var snapshot = Written(TestSnapshot.Random(seed: 3, users: 500, items: 100, dim: 4));
        for (var user = 0; user < snapshot.Users; user++)
        {
            snapshot.TryGetUser($"user {user}", out var row).ShouldBeTrue();
            row.ShouldBe(user);
        }

        foreach (var unknown in (string[])["user 500", "", "USER 1", "item 1", new string('x', 1_000), "\uD800"])
            snapshot.TryGetUser(unknown, out _).ShouldBeFalse();
        snapshot.TryGetItem("item 99", out var item).ShouldBeTrue();
        item.ShouldBe(99);
    }

    [Fact]
    public void StaysInMemoryUntilTheLastLeaseIsReturned()
    {
        var snapshot = Written(TestSnapshot.Content());
        var first = snapshot.TryLease().ShouldNotBeNull();
        var second = snapshot.TryLease().ShouldNotBeNull();
        snapshot.Dispose();
        snapshot.Dispose();
        first.Dispose();
        first.Dispose();
        snapshot.ItemEmbedding(0)[0].ShouldBe(1);
        second.Dispose();
        snapshot.TryLease().ShouldBeNull();
        Should.Throw<ObjectDisposedException>(() => snapshot.ItemEmbedding(0)[0]);
        Should.Throw<ObjectDisposedException>(() => snapshot.ItemId(0));
        Should.Throw<ObjectDisposedException>(() => snapshot.TryGetUser("ann", out _));
    }

    [Fact]
    public void SurvivesTheReplacementOfItsFile()
    {
        using var snapshot = Written(TestSnapshot.Content());
        using var replacement = Written(TestSnapshot.Random(seed: 1, users: 3, items: 3, dim: 2));
        snapshot.UserId(0).ShouldBe("ann");
        replacement.UserId(0).ShouldBe("user 0");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1 << 22)]
    public void NothingWrittenIntoItsFileAfterwardsIsRead(int length)
    {
        // Larger than a huge page, so that it is read the way large ones are.
        var content = TestSnapshot.Random(seed: 5, users: 3_000, items: 10_000, dim: 64) with { SeenOffsets = new long[3_001], SeenItems = [] };
        using var snapshot = Written(content);

        using (var file = new FileStream(_folder.File("test.safetensors"), FileMode.Open, FileAccess.Write))
        {
            file.Write(new byte[length]);
            file.SetLength(length);
        }

        snapshot.UserEmbeddings.ToArray().ShouldBe(content.UserEmbeddings);
        snapshot.ItemEmbeddings.ToArray().ShouldBe(content.ItemEmbeddings);
        snapshot.TryGetItem("item 9999", out var item).ShouldBeTrue();
        snapshot.ItemId(item).ShouldBe("item 9999");
        Should.Throw<InvalidSnapshotException>(() => SnapshotFile.Open(_folder.File("test.safetensors"))).IsUnreadable.ShouldBeFalse();
    }

    [Fact]
    public void AnIdHas200CharactersHoweverManyBytesTheyTake()
    {
        var longest = string.Concat(Enumerable.Repeat("🙂", 200));
        using var snapshot = Written(TestSnapshot.Content() with { UserIds = ["ann", longest] });
        snapshot.TryGetUser(longest, out var user).ShouldBeTrue();
        (user, snapshot.UserId(user)).ShouldBe((1, longest));

        Should.Throw<ArgumentException>(() => Written(TestSnapshot.Content() with { UserIds = ["ann", longest + "x"] }))
            .Message.ShouldStartWith("UserIds 1 has 201 characters");
    }

    [Fact]
    public void WhatCannotBeReadIsToldFromWhatIsDamagedAndNeitherReasonSaysWhereItLies()
    {
        var missing = Should.Throw<InvalidSnapshotException>(() => SnapshotFile.Open(_folder.File("missing.safetensors")));
        (missing.Reason, missing.IsUnreadable).ShouldBe(("Could not find file 'missing.safetensors'", true));
        missing.Message.ShouldContain(_folder.Folder);

        File.WriteAllText(_folder.File("damaged.safetensors"), "short");
        var damaged = Should.Throw<InvalidSnapshotException>(() => SnapshotFile.Open(_folder.File("damaged.safetensors")));
        (damaged.Reason, damaged.IsUnreadable).ShouldBe(("a file of 5 bytes is too short", false));
        damaged.Message.ShouldContain(_folder.Folder);
    }

    [Fact]
    public void TheSmallestSnapshotWorks()
    {
        using var snapshot = Written(TestSnapshot.Random(seed: 1, users: 1, items: 1, dim: 1));
        (snapshot.Users, snapshot.Items, snapshot.Dim).ShouldBe((1, 1, 1));
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFileAndNothingElse()
    {
        Written(TestSnapshot.Content()).Dispose();
        var repeated = TestSnapshot.Content() with { ItemIds = ["same", "same", "other"] };
        Should.Throw<InvalidSnapshotException>(() => Written(repeated)).Message.ShouldContain("'same'");
        var uneven = TestSnapshot.Content() with { ItemPopularity = [1] };
        Should.Throw<ArgumentException>(() => Written(uneven)).Message.ShouldContain("ItemPopularity");
        var unencodable = TestSnapshot.Content() with { UserIds = ["ann", "\uD800"] };
        Should.Throw<ArgumentException>(() => Written(unencodable));

        Directory.GetFiles(_folder.Folder).ShouldBe([_folder.File("test.safetensors")]);
        SnapshotFile.Open(_folder.File("test.safetensors"), TestSnapshot.Version).Dispose();
    }

    [Fact]
    public void ADiskThatFillsUpLeavesNothing()
    {
        var path = _folder.File("full.safetensors");
        Should.Throw<IOException>(() => DurableFile.Write(
            path,
            stream =>
            {
                stream.Write(new byte[100_000]);
                throw new IOException("No space left on device");
            },
            _ => { }));
        Directory.GetFileSystemEntries(_folder.Folder).ShouldBeEmpty();
    }

    private Snapshot Written(SnapshotContent content)
    {
        var path = _folder.File("test.safetensors");
        SnapshotFile.Write(content, path);
        return SnapshotFile.Open(path);
    }
}
