using KDiffE.Infrastructure.Convert;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Fuzz.Targets;

/// <summary>A table of another tool that is made a RecBole folder, which then is read.</summary>
/// <param name="name">The target's name.</param>
/// <param name="file">What the table is called.</param>
internal sealed class ConvertTarget(string name, string file)
    : FolderTarget(name, typeof(InvalidDataException), typeof(IOException), typeof(InvalidOperationException))
{
    internal override IEnumerable<byte[]> Seeds => IsParquet ? [TinyParquet.Clicks()] : [];

    // A footer that claims two thousand million entries has Parquet.Net count them.
    internal override bool IsQuick => !IsParquet;

    // Parquet.Net takes a file at its word for how long its pages are, up to 2 GiB, and for how many entries a list of the footer
    // has, up to 2³¹ of eight bytes. What is not touched takes no memory.
    protected override long FreeBytes => IsParquet ? 20L << 30 : base.FreeBytes;

    private bool IsParquet => file.EndsWith(".parquet", StringComparison.Ordinal);

    protected override void Read(ReadOnlySpan<byte> input, string folder)
    {
        var (source, target) = (Path.Combine(folder, "source"), Path.Combine(folder, "out"));
        Directory.CreateDirectory(source);
        File.WriteAllBytes(Path.Combine(source, file), input.ToArray());
        FolderConversion.Run(source, target, new ConvertOptions());
        try
        {
            FolderDataset.Load(target);
        }
        catch (BadRowsException error)
        {
            throw new FuzzFindingException("What was converted is refused by what reads it.", error);
        }
    }
}
