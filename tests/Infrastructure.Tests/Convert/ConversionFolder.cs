using System.IO.Compression;
using System.Text;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Convert;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Convert;

/// <summary>A source and the folder <c>out</c> that it is converted to; both go with the test.</summary>
internal sealed class ConversionFolder : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public ConversionFolder() => Directory.CreateDirectory(Source);

    public string Source => _root.File("source");

    public string Target => _root.File("out");

    /// <summary>What lies beside the source.</summary>
    public IEnumerable<string> Made => Directory.EnumerateFileSystemEntries(_root.Folder).Where(path => path != Source);

    public ConversionFolder Write(string file, string content) => Write(file, Encoding.UTF8.GetBytes(content));

    public ConversionFolder Write(string file, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(Source, file), content);
        return this;
    }

    public ConversionFolder WritePacked(string file, string content)
    {
        using var packed = new GZipStream(File.Create(Path.Combine(Source, file)), CompressionLevel.Fastest);
        packed.Write(Encoding.UTF8.GetBytes(content));
        return this;
    }

    public ConvertReport Convert(ConvertOptions? options = null, ColumnNames? columns = null) => FolderConversion.Run(
        Source, Target, (options ?? new ConvertOptions()) with { Columns = columns }, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>What training would see of the result.</summary>
    public Dataset Load() => FolderDataset.Load(Target, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The rows of a file of the result, header first.</summary>
    public string[] Rows(string file) => File.ReadAllText(Path.Combine(Target, file)).TrimEnd('\n').Split('\n');

    public void Dispose() => _root.Dispose();
}
