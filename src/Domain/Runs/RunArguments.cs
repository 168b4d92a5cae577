using KDiffE.Domain.Settings;

namespace KDiffE.Domain.Runs;

/// <summary>What a run is asked to train.</summary>
/// <param name="Preset">The preset it starts from.</param>
/// <param name="Settings">Hyper-parameters on top of it, by configuration name.</param>
public sealed record RunArguments(string Preset, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The hyper-parameters that it comes to.</summary>
    /// <exception cref="InvalidSettingException">There is no such preset, a name is unknown or a value does not fit it.</exception>
    public TrainingSettings ToSettings() => SettingsReader.Read(Preset, Settings.Select(setting => $"{setting.Key}={setting.Value}"));

    /// <summary>Whether both ask for the same; records compare dictionaries by reference.</summary>
    public bool Same(RunArguments other) =>
        Preset == other.Preset && Settings.Count == other.Settings.Count
        && Settings.All(setting => other.Settings.TryGetValue(setting.Key, out var value) && value == setting.Value);
}
