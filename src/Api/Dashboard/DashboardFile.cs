using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Dashboard;

/// <summary>A file that the dashboard was built into. All of them lie in the program, so that none can be missing.</summary>
internal sealed class DashboardFile
{
    private const string Prefix = "wwwroot/";

    private readonly FileForm _plain;

    // Packed when first asked for: most processes are never asked for a page.
    private readonly Lazy<FileForm> _brotli;
    private readonly Lazy<FileForm> _gzip;

    private DashboardFile(byte[] content, string contentType)
    {
        ContentType = contentType;
        _plain = new FileForm(content, Encoding: null, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\""));
        _brotli = new(() => _plain.Pack(FileForm.Brotli));
        _gzip = new(() => _plain.Pack(FileForm.Gzip));
    }

    /// <summary>All files by path, for example <c>assets/index-Cf3k2b9A.js</c>.</summary>
    public static FrozenDictionary<string, DashboardFile> All { get; } = ReadAll();

    /// <summary>What its bytes are, by the end of its name.</summary>
    public string ContentType { get; }

    /// <summary>The smallest form that a client takes.</summary>
    /// <param name="accepted">The encodings that its request names.</param>
    public FileForm For(IList<StringWithQualityHeaderValue> accepted)
    {
        if (Takes(FileForm.Brotli))
            return _brotli.Value;
        return Takes(FileForm.Gzip) ? _gzip.Value : _plain;

        bool Takes(string encoding) => accepted.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);
    }

    private static FrozenDictionary<string, DashboardFile> ReadAll()
    {
        var program = Assembly.GetExecutingAssembly();
        var types = new FileExtensionContentTypeProvider();
        return program.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Read(program, name, types), StringComparer.Ordinal);
    }

    private static DashboardFile Read(Assembly program, string name, FileExtensionContentTypeProvider types)
    {
        using var stream = program.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new DashboardFile(content, types.TryGetContentType(name, out var type) ? type : "application/octet-stream");
    }
}
