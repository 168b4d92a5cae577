using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Training.Reports;

/// <summary>Writes reports for machines, and reads those back that are continued.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly JsonSerializerOptions Strict = new(Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes <paramref name="report"/> to <paramref name="file"/>; does nothing without a file.</summary>
    internal static async Task WriteAsync<T>(T report, FileInfo? file)
    {
        if (file is null)
            return;
        file.Directory?.Create();
        await using var stream = file.Create();
        await JsonSerializer.SerializeAsync(stream, report, Options, CancellationToken.None);
    }

    /// <summary>Writes <paramref name="report"/> so that <paramref name="path"/> is the old or the new one, whatever happens.</summary>
    internal static void Replace<T>(T report, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        DurableFile.Write(path, stream => JsonSerializer.Serialize(stream, report, Options), check: _ => { });
    }

    /// <summary>Reads a report back.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    internal static T Read<T>(string path)
        where T : class
    {
        using var stream = File.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize<T>(stream, Strict) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a file of this command: {e.Message}", e);
        }
    }
}
