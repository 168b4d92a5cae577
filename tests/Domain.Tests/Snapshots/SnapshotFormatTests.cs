using System.Security.Cryptography;
using System.Text;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Domain.Tests.Snapshots;

/// <summary>The bytes obey the public format and hold what they should.</summary>
public sealed class SnapshotFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Safetensors _file;

    public SnapshotFormatTests()
    {
        var path = _folder.File("format.safetensors");
        SnapshotFile.Write(TestSnapshot.Content(), path);
        _file = Safetensors.Read(path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TensorsFollowEachOtherWithoutHolesFromTheFirstByteOfDataToTheLastOfTheFile()
    {
        var end = 0L;
        foreach (var tensor in _file.Tensors)
        {
            tensor.Begin.ShouldBe(end, tensor.Name);
            end = tensor.End;
        }

        (_file.DataStart + end).ShouldBe(_file.File.Length);
    }

    [Fact]
    public void EveryTensorFillsItsBytesAndStartsOnACacheLine()
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal) { ["U8"] = 1, ["I32"] = 4, ["F32"] = 4, ["I64"] = 8 };
        foreach (var tensor in _file.Tensors)
        {
            (tensor.Shape.Aggregate(1L, (a, b) => a * b) * sizes[tensor.Type]).ShouldBe(tensor.End - tensor.Begin, tensor.Name);
            if (!tensor.Name.StartsWith("padding.", StringComparison.Ordinal))
                ((_file.DataStart + tensor.Begin) % 64).ShouldBe(0, tensor.Name);
        }
    }

    [Fact]
    public void TheHeaderBeginsWithABraceAndIsPaddedWithSpacesOnly()
    {
        var header = Encoding.UTF8.GetString(_file.File.AsSpan(8, _file.DataStart - 8));
        header[0].ShouldBe('{');
        header.TrimEnd(' ')[^1].ShouldBe('}');
    }

    [Fact]
    public void TensorsHoldTheContent()
    {
        var content = TestSnapshot.Content();
        _file.Values<float>("users.embedding").ShouldBe(content.UserEmbeddings);
        _file.Values<float>("items.embedding").ShouldBe(content.ItemEmbeddings);
        Encoding.UTF8.GetString(_file.Bytes("users.id_bytes")).ShouldBe("annb/ö 🙂");
        _file.Values<long>("users.id_offsets").ShouldBe([0, 3, 12]);
        Encoding.UTF8.GetString(_file.Bytes("items.id_bytes")).ShouldBe("i0i1i2");
        _file.Values<long>("items.id_offsets").ShouldBe([0, 2, 4, 6]);
        Encoding.UTF8.GetString(_file.Bytes("items.name_bytes")).ShouldBe("FirstThïrd");
        _file.Values<long>("items.name_offsets").ShouldBe([0, 5, 5, 11]);
        _file.Values<int>("items.popularity").ShouldBe([5, 0, 7]);
        _file.Values<long>("seen.offsets").ShouldBe([0, 2, 2]);
        _file.Values<int>("seen.items").ShouldBe([0, 2]);
    }

    [Fact]
    public void MetadataTellWhatTheSnapshotIsAndVouchForEveryTensor()
    {
        var metadata = _file.Metadata;
        metadata["format"].ShouldBe("kdiffe-snapshot");
        metadata["format_version"].ShouldBe("1");
        metadata["version"].ShouldBe(TestSnapshot.Version);
        metadata["dataset"].ShouldBe("crème \"brûlée\"");
        metadata["created_at"].ShouldBe("2026-01-31T10:15:00.0000000+00:00");
        metadata["watermark"].ShouldBe("2026-01-30T00:00:00.0000000+00:00");
        metadata["hyper_parameters"].ShouldBe("""{"KDiffE:Dim":"3"}""");
        metadata["metrics"].ShouldBe("""{"test.recall@20":0.104}""");
        metadata["features"].ShouldBe(
            """[{"modality":"image","items":2,"dim":5,"least_mean":-1.5,"most_mean":2,"least_deviation":0,"most_deviation":0.25}]""");
        foreach (var tensor in _file.Tensors)
            metadata["sha256." + tensor.Name].ShouldBe(Convert.ToHexStringLower(SHA256.HashData(_file.Bytes(tensor.Name))));
    }
}
