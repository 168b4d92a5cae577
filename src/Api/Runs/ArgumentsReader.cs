using System.Text.Json;
using KDiffE.Api.Http;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Runs;

/// <summary>Checks what a client wants to have trained against the settings that there are.</summary>
internal static class ArgumentsReader
{
    /// <summary>The arguments of a run, or the problem with them.</summary>
    public static (TrainingArguments? Arguments, ProblemHttpResult? Problem) Read(string? preset, IReadOnlyDictionary<string, JsonElement>? settings)
    {
        var name = preset ?? Presets.Default;
        // By name alone: a path would have the service read files of the client's choice.
        if (!Presets.Names.Contains(name, StringComparer.Ordinal))
            return (null, Problems.InvalidSetting($"There is no preset '{name}'; there is: {string.Join(", ", Presets.Names)}."));
        var values = (settings ?? new Dictionary<string, JsonElement>()).ToDictionary(s => s.Key, s => s.Value.ToString(), StringComparer.Ordinal);
        var arguments = new TrainingArguments(name, values);
        try
        {
            arguments.ToSettings();
            return (arguments, null);
        }
        catch (InvalidSettingException error)
        {
            return (null, Problems.InvalidSetting(error.Message));
        }
    }
}
