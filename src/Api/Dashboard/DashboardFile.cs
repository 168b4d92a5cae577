using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Dashboard;

/// <summary>A file that the dashboard was built into. All of them lie in the program, so that none can be missing.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">What they are, by the end of its name.</param>
/// <param name="Tag">Changes with the bytes.</param>
internal sealed record DashboardFile(byte[] Content, string ContentType, EntityTagHeaderValue Tag)
{
    private const string Prefix = "wwwroot/";

    /// <summary>All files by path, for example <c>assets/index-Cf3k2b9A.js</c>.</summary>
    public static FrozenDictionary<string, DashboardFile> All { get; } = ReadAll();

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
        return new DashboardFile(
            content,
            types.TryGetContentType(name, out var type) ? type : "application/octet-stream",
            new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\""));
    }
}
