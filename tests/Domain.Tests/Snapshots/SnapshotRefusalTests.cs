using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Domain.Tests.Snapshots;

/// <summary>Files that are not sound snapshots are refused with their name and the reason, even with right checksums.</summary>
public sealed class SnapshotRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public SnapshotRefusalTests()
    {
        _path = _folder.File("refused.safetensors");
        SnapshotFile.Write(TestSnapshot.Content(), _path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARewrittenFileWithoutLiesIsAccepted()
    {
        Forgery.Rewrite(_path, _ => { });
        SnapshotFile.Open(_path).Dispose();
    }

    [Fact]
    public void EveryTruncationAtASectionBoundaryIsRefused()
    {
        var file = Safetensors.Read(_path);
        var boundaries = file.Tensors.Select(t => file.DataStart + t.Begin)
            .Concat([0, 1, 7, 8, 9, file.DataStart - 1, file.File.Length - 1]);
        foreach (var length in boundaries)
        {
            File.WriteAllBytes(_path, file.File[..(int)length]);
            Refused();
        }
    }

    [Fact]
    public void BytesAfterTheLastTensorAreRefused()
    {
        File.AppendAllText(_path, "\0");
        Refused().ShouldContain("the file holds");
    }

    [Fact]
    public void EveryFlippedBitIsRefused()
    {
        var original = File.ReadAllBytes(_path);
        var random = new Random(1);
        var dataStart = Safetensors.Read(_path).DataStart;
        for (var trial = 0; trial < 1_000; trial++)
        {
            var damaged = (byte[])original.Clone();
            // Half of the flips hit the header, which a uniform draw over a large file would spare.
            var at = random.Next(trial % 2 == 0 ? dataStart : original.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            var path = _folder.File("damaged.safetensors");
            File.WriteAllBytes(path, damaged);
            Should.Throw<InvalidSnapshotException>(() => SnapshotFile.Open(path), $"bit in byte {at}");
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(100_000_001)]
    public void AnImpossibleHeaderLengthIsRefused(long length)
    {
        var file = File.ReadAllBytes(_path);
        MemoryMarshal.Write(file, length);
        File.WriteAllBytes(_path, file);
        Refused().ShouldContain("header");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")]
    [InlineData("{\"__metadata__\":{\"format\":1}}")]
    public void AHeaderThatIsNotOneIsRefused(string header)
    {
        Forgery.WriteRaw(_path, Encoding.UTF8.GetBytes(header.PadRight(120)), []);
        Refused().ShouldContain("header");
    }

    [Fact]
    public void AMissingTensorIsRefused() => Lie(
        file =>
        {
            var last = file.Tensors.Last(t => t.Name == "seen.items");
            file.Header.Remove("seen.items");
            file.Header["padding.x"] = Tensor("U8", [last.End - last.Begin], last.Begin, last.End);
        },
        "seen.items is missing");

    [Fact]
    public void AnUnknownTensorIsRefused() => Lie(
        file => file.Header["mystery"] = Tensor("U8", [0], 0, 0), "mystery is unknown");

    [Theory]
    [InlineData("items.popularity", "F32", 3)]
    [InlineData("items.embedding", "F32", 9)]
    public void AnUnexpectedTypeOrRankIsRefused(string name, string type, long size) => Lie(
        file =>
        {
            var tensor = file.Tensors.Single(t => t.Name == name);
            file.Header[name] = Tensor(type, [size], tensor.Begin, tensor.End);
        },
        "is not");

    [Fact]
    public void AShapeThatDoesNotFillItsBytesIsRefused() => Lie(
        file => file.Header["items.popularity"]!["shape"] = new JsonArray(4), "does not fill");

    [Fact]
    public void AShapeWhoseSizeOverflowsIsRefused() => Lie(
        file => file.Header["items.popularity"]!["shape"] = new JsonArray(1L << 62, 1L << 62, 16, 16), "does not fill");

    [Fact]
    public void ANegativeSizeIsRefused() => Lie(
        file => file.Header["items.popularity"]!["shape"] = new JsonArray(-3, -1), "does not fill");

    [Fact]
    public void OverlappingTensorsAreRefused() => Lie(
        file => file.Header["items.popularity"]!["data_offsets"] = new JsonArray(0, 12), "begins at");

    [Fact]
    public void TensorsBeyondTheEndOfTheFileAreRefused() => Lie(
        file =>
        {
            var last = file.Tensors.Last();
            file.Header[last.Name] = Tensor("U8", [1_000_000], last.Begin, last.Begin + 1_000_000);
        },
        "the file holds");

    [Fact]
    public void AnotherFormatVersionIsRefused() => Lie(
        file => file.Header["__metadata__"]!["format_version"] = "4", "format version 4");

    [Fact]
    public void CellsThatAreMissingOrNoRangesOfItemsAreRefused()
    {
        Lie(file => file.Header["__metadata__"]!["format_version"] = "3", "tensor cells.offsets is missing");
        SnapshotFile.Write(TestSnapshot.InCells(), _path);
        Lie(file => file.Header["__metadata__"]!["format_version"] = "1", "tensor cells.offsets is unknown");
        SnapshotFile.Write(TestSnapshot.InCells(), _path);
        LieAbout<long>("cells.offsets", values => values[2] = 4, "cells.offsets ends behind the items");
        SnapshotFile.Write(TestSnapshot.InCells(), _path);
        LieAbout<long>("cells.offsets", values => values[1] = 3, "cells.offsets falls at 2");
        SnapshotFile.Write(TestSnapshot.InCells(), _path);
        LieAbout<long>("cells.offsets", values => values[0] = 1, "cells.offsets does not run from 0 to 2");
        SnapshotFile.Write(TestSnapshot.InCells(), _path);
        LieAbout<float>("cells.centroid", values => values[4] = float.NaN, "cells.centroid row 1 is not finite");
        var tooMany = TestSnapshot.Content() with { CellOffsets = new long[(1 << 16) + 2], CellCentroids = new float[3 * ((1 << 16) + 1)] };
        // What is written is verified.
        Should.Throw<InvalidSnapshotException>(() => SnapshotFile.Write(tooMany, _path)).Reason.ShouldContain("cells.centroid has 65537 cells, more than 65536");
        SnapshotFile.Write(TestSnapshot.InCells(), _path);
        Lie(file => file.Header["cells.centroid"]!["shape"] = new JsonArray(3, 2), "cells.centroid is not of the length of embeddings");
    }

    [Fact]
    public void HeldOutRowsThatAreMissingOrNoItemsAreRefused()
    {
        Lie(file => file.Header["__metadata__"]!["format_version"] = "2", "tensor held_out.offsets is missing");
        SnapshotFile.Write(TestSnapshot.HeldOut(), _path);
        Lie(file => file.Header["__metadata__"]!["format_version"] = "1", "tensor held_out.offsets is unknown");
        SnapshotFile.Write(TestSnapshot.HeldOut(), _path);
        LieAbout<int>("held_out.items", values => values[0] = 3, "held_out.items of user 0");
        SnapshotFile.Write(TestSnapshot.HeldOut(), _path);
        LieAbout<long>("held_out.offsets", values => values[1] = 2, "held_out.offsets");
    }

    [Fact]
    public void MetadataThatAreMissingOrMalformedAreRefused()
    {
        Lie(file => file.Header["__metadata__"]!.AsObject().Remove("dataset"), "dataset is missing");
        SnapshotFile.Write(TestSnapshot.Content(), _path);
        Lie(file => file.Header["__metadata__"]!["created_at"] = "yesterday", "yesterday");
        SnapshotFile.Write(TestSnapshot.Content(), _path);
        Lie(file => file.Header["__metadata__"]!["metrics"] = "[", "metrics");
        SnapshotFile.Write(TestSnapshot.Content(), _path);
        Lie(file => file.Header["__metadata__"]!["features"] = "{}", "features");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"model":3,"profile":1,"prior":0}""")]
    [InlineData("""{"model":0,"profile":2,"prior":1}""")]
    [InlineData("""{"model":1,"profile":0,"prior":2}""")]
    [InlineData("""{"model":4,"profile":-1,"prior":0}""")]
    public void PartsThatDoNotMakeTheRowsAreRefused(string parts) =>
        Lie(file => file.Header["__metadata__"]!["row_parts"] = parts, "row_parts");

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"of":"../other","items":1,"content_at":"2026-01-31T00:00:00Z","placed_at":"2026-01-31T00:00:00Z"}""")]
    [InlineData("""{"of":"v1","items":4,"content_at":"2026-01-31T00:00:00Z","placed_at":"2026-01-31T00:00:00Z"}""")]
    [InlineData("""{"of":"v1","items":-1,"content_at":"2026-01-31T00:00:00Z","placed_at":"2026-01-31T00:00:00Z"}""")]
    public void AnExtensionThatItCannotBeIsRefused(string extension) =>
        Lie(file => file.Header["__metadata__"]!["extension"] = extension, "extension");

    [Theory]
    [InlineData("items.embedding", 4, float.NaN)]
    [InlineData("users.embedding", 1, float.PositiveInfinity)]
    [InlineData("users.embedding", 1, 1e30f)]
    public void EmbeddingsWithoutFiniteScoresAreRefused(string tensor, int index, float value) =>
        LieAbout<float>(tensor, values => values[index] = value, "is not finite");

    [Fact]
    public void NegativePopularityIsRefused() =>
        LieAbout<int>("items.popularity", values => values[1] = -1, "negative");

    [Theory]
    [InlineData("users.id_offsets", 1, 13)]
    [InlineData("users.id_offsets", 1, -1)]
    [InlineData("items.name_offsets", 0, 1)]
    [InlineData("seen.offsets", 2, 1)]
    [InlineData("seen.offsets", 1, 3)]
    public void OffsetsThatDoNotAscendFromZeroToTheEndAreRefused(string tensor, int index, long value) =>
        LieAbout<long>(tensor, values => values[index] = value, tensor);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0, -1)]
    [InlineData(0, 2)]
    public void SeenItemsThatAreNoItemsOrNotAscendingAreRefused(int index, int value) =>
        LieAbout<int>("seen.items", values => values[index] = value, "of user 0");

    [Fact]
    public void RepeatedIdsAreRefused() =>
        LieAbout<byte>("items.id_bytes", values => values[5] = (byte)'0', "items.id 2 repeats id 0");

    [Fact]
    public void EmptyIdsAreRefused() =>
        LieAbout<long>("items.id_offsets", values => values[1] = 0, "items.id 0 is empty");

    [Fact]
    public void BytesThatAreNotUtf8AreRefused()
    {
        LieAbout<byte>("items.id_bytes", values => values[0] = 0xFF, "UTF-8");
        SnapshotFile.Write(TestSnapshot.Content(), _path);
        LieAbout<byte>("items.name_bytes", values => values[0] = 0xFF, "UTF-8");
    }

    [Fact]
    public void ACharacterCutInTwoByTheOffsetsIsRefused() =>
        LieAbout<long>("items.name_offsets", values => (values[1], values[2]) = (8, 8), "UTF-8");

    [Fact]
    public void AVersionOtherThanTheOneAskedForIsRefused() =>
        Should.Throw<InvalidSnapshotException>(() => SnapshotFile.Open(_path, "20260131T101500Z-0000"))
            .Message.ShouldContain($"{TestSnapshot.Version}, not 20260131T101500Z-0000");

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData("a\0")]
    public void AVersionThatCouldLeaveTheFolderIsRefused(string version) =>
        Should.Throw<InvalidSnapshotException>(() => SnapshotFile.NameOf(version));

    [Fact]
    public void AMissingFileIsRefused()
    {
        File.Delete(_path);
        Refused();
    }

    private void LieAbout<T>(string tensor, Action<T[]> change, string reason) where T : unmanaged => Lie(
        file =>
        {
            var values = file.Values<T>(tensor);
            change(values);
            MemoryMarshal.AsBytes<T>(values).CopyTo(file.Bytes(tensor));
        },
        reason);

    private void Lie(Action<Safetensors> lie, string reason)
    {
        Forgery.Rewrite(_path, lie);
        Refused().ShouldContain(reason);
    }

    private string Refused()
    {
        var message = Should.Throw<InvalidSnapshotException>(() => SnapshotFile.Open(_path)).Message;
        message.ShouldContain(_path);
        return message;
    }

    private static JsonObject Tensor(string type, long[] shape, long begin, long end) => new()
    {
        ["dtype"] = type,
        ["shape"] = new JsonArray([.. shape.Select(x => (JsonNode)x)]),
        ["data_offsets"] = new JsonArray(begin, end),
    };
}
