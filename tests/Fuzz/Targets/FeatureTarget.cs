using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Fuzz.Targets;

/// <summary>A matrix of features in NumPy's format beside a few items.</summary>
internal sealed class FeatureTarget() : FolderTarget("npy", typeof(BadRowsException), typeof(InvalidDataException), typeof(IOException))
{
    internal override IEnumerable<byte[]> Seeds
    {
        get
        {
            using var stream = new MemoryStream();
            NpyWriter.WriteHeader(stream, rows: 3, columns: 2);
            NpyWriter.WriteRow(stream, [1, 2, 3, 4, 5, float.NaN]);
            return [stream.ToArray()];
        }
    }

    protected override void Read(ReadOnlySpan<byte> input, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "data.inter"), "user_id:token\titem_id:token\na\t0\na\t1\nb\t2\nb\t0\n");
        File.WriteAllBytes(Path.Combine(folder, "image_feat.npy"), input.ToArray());
        var data = FolderDataset.Load(folder, "data");
        Require(data.Features.All(feature => feature.Values.Length == data.Items * feature.Dim), "A feature has another form than its items.");
    }
}
