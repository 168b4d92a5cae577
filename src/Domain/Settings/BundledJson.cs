using System.Reflection;
using System.Text.Json;

namespace KDiffE.Domain.Settings;

/// <summary>JSON files of one kind: those that come with the program, by name, and any other by path.</summary>
/// <param name="kind">What they are, for example <c>preset</c>.</param>
/// <param name="form">What they hold, for error messages.</param>
/// <param name="program">Has those that come with it as resources <c>kind/name</c>.</param>
internal sealed class BundledJson(string kind, string form, Assembly program)
{
    private const string Extension = ".json";

    // No property may stand twice: the later one would win in silence.
    private static readonly JsonSerializerOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Names of the files that come with the program.</summary>
    internal IReadOnlyList<string> Names { get; } =
    [
        .. from resource in program.GetManifestResourceNames()
           where resource.StartsWith(kind + '/', StringComparison.Ordinal)
           orderby resource
           select resource[(kind.Length + 1)..],
    ];

    /// <summary>Reads a file, bundled or not, as an object.</summary>
    /// <param name="name">Its name, or the path of a JSON file.</param>
    /// <exception cref="InvalidSettingException">There is no such file, or it is of another form.</exception>
    internal T Read<T>(string name)
    {
        using var stream = Open(name);
        try
        {
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidSettingException($"The {kind} '{name}' is not a JSON object of {form}: {e.Message}");
        }
    }

    private Stream Open(string name)
    {
        if (program.GetManifestResourceStream($"{kind}/{name}") is { } embedded)
            return embedded;
        if (!name.EndsWith(Extension, StringComparison.Ordinal))
            throw new InvalidSettingException($"Unknown {kind} '{name}'; there are {string.Join(", ", Names)}, or give a {Extension} file.");
        return File.Exists(name)
            ? File.OpenRead(name)
            : throw new InvalidSettingException($"There is no file '{name}'.");
    }
}
