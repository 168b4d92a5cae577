using System.Runtime.InteropServices;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>Writes NumPy's matrices of item features as import reads them, whatever their precision, order and format.</summary>
internal static class FeatureConversion
{
    /// <summary>How the names of such files end.</summary>
    internal const string Ending = "_feat.npy";

    private const int ValuesAtOnce = 1 << 22;

    /// <summary>Converts a file; one that is no such matrix is reported and left out.</summary>
    internal static void Run(Conversion conversion, string file)
    {
        try
        {
            using var content = FolderFile.OpenWhole(conversion.Source.FullPath(file));
            var header = NpyHeader.Read(content.Content, newest: 3);
            var values = NpyValues.Of(header.Type);
            header.CheckLength(content.Content.Length, values.Bytes);
            Write(conversion, file, content.Content, header, values);
        }
        catch (InvalidDataException error)
        {
            conversion.BadRows.Add(new BadRow(file, 0, Column: null, error.Message));
            conversion.Finish(file, 0);
        }
    }

    private static void Write(Conversion conversion, string file, Stream source, NpyHeader header, NpyValues values)
    {
        var name = SourceFolder.Unpacked(file);
        using var target = new FileStream(conversion.PathOf(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        NpyWriter.WriteHeader(target, header.Rows, header.Columns);
        var block = new float[Math.Clamp(ValuesAtOnce / header.Columns, 1, Math.Max(1, header.Rows)), header.Columns];
        for (var first = 0; first < header.Rows; first += block.GetLength(0))
        {
            conversion.ThrowIfCancelled();
            var rows = Math.Min(block.GetLength(0), header.Rows - first);
            values.Read(source, header, first, rows, block, row => conversion.BadRows.Add(
                new BadRow(file, row, Column: null, $"item {row} has a value that 32 bits cannot hold; it is left without the feature")));
            NpyWriter.WriteRow(target, MemoryMarshal.CreateReadOnlySpan(ref block[0, 0], rows * header.Columns));
        }

        conversion.AddWritten(name, header.Rows);
        conversion.Finish(file, header.Rows);
    }
}
