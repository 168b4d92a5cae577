using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;

namespace KDiffE.Api.Runs;

/// <summary>Checks what a client wants to have trained against the settings that there are.</summary>
internal static class ArgumentsReader
{
    /// <summary>The arguments of a run.</summary>
    /// <param name="preset">The preset to start from; null for the default one.</param>
    /// <param name="settings">Hyper-parameters on top of it, by name.</param>
    /// <exception cref="InvalidSettingException">There is no such preset, a name is unknown or a value does not fit it.</exception>
    public static RunArguments Read(string? preset, IReadOnlyDictionary<string, JsonElement>? settings)
    {
        var name = preset ?? Presets.Default;
        // By name alone: a path would have the service read files of the client's choice.
        if (!Presets.Names.Contains(name, StringComparer.Ordinal))
            throw new InvalidSettingException($"There is no preset '{name}'; there is: {string.Join(", ", Presets.Names)}.");
        var values = (settings ?? new Dictionary<string, JsonElement>()).ToDictionary(s => s.Key, s => Text(s.Key, s.Value), StringComparer.Ordinal);
        var arguments = new RunArguments(name, values);
        arguments.ToSettings();
        return arguments;
    }

    private static string Text(string name, JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        // JSON can write half of a character, text cannot hold it.
        catch (InvalidOperationException)
        {
            throw new InvalidSettingException($"{name} has a value that is not Unicode text.");
        }
    }
}
