using System.Reflection;
using System.Text.Json;

namespace KDiffE.Domain.Settings;

/// <summary>Reads hyper-parameters: a preset, then overrides of the form <c>KDiffE:Layers=2</c> on top of it.</summary>
public static class SettingsReader
{
    private static readonly IReadOnlyList<Setting> Known =
    [
        .. from section in typeof(TrainingSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance)
           from property in section.PropertyType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           select new Setting(section, property),
    ];

    private static readonly Lazy<IReadOnlyList<SettingDescription>> Described = new(() =>
    {
        var (defaults, summaries) = (JsonSerializer.SerializeToElement(Presets.Whole(new TrainingSettings())), new SettingSummaries());
        return [.. Known.Select(setting => setting.Describe(defaults, summaries))];
    });

    /// <summary>The preset with the overrides applied in order.</summary>
    /// <param name="preset">What <see cref="Presets.Read"/> takes.</param>
    /// <param name="overrides">Each <c>Section:Name=value</c>.</param>
    /// <exception cref="InvalidSettingException">A name is unknown or a value does not fit it.</exception>
    public static TrainingSettings Read(string preset, IEnumerable<string> overrides) =>
        Apply(new TrainingSettings(), [.. Presets.Read(preset), .. overrides]);

    /// <summary>A copy of <paramref name="settings"/> with the overrides applied in order.</summary>
    /// <exception cref="InvalidSettingException">A name is unknown or a value does not fit it.</exception>
    public static TrainingSettings Apply(TrainingSettings settings, IEnumerable<string> overrides)
    {
        var copy = new TrainingSettings
        {
            KDiffE = settings.KDiffE with { },
            Diffusion = settings.Diffusion with { },
            Contrastive = settings.Contrastive with { },
        };
        foreach (var (setting, value) in overrides.Select(Split))
            setting.Set(copy, value);
        return copy;
    }

    /// <summary>Every setting by its configuration name, as text.</summary>
    public static IReadOnlyDictionary<string, string> Describe(TrainingSettings settings) =>
        Known.ToDictionary(s => s.Name, s => s.Get(settings), StringComparer.Ordinal);

    /// <summary>What every setting is and may be, in the order of their sections.</summary>
    public static IReadOnlyList<SettingDescription> Schema => Described.Value;

    /// <summary>The setting of a name, in whatever case.</summary>
    /// <exception cref="InvalidSettingException">There is none.</exception>
    internal static Setting Find(string name) =>
        Known.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidSettingException($"Unknown setting '{name}'; known are {string.Join(", ", Known.Select(s => s.Name))}.");

    /// <summary>The setting of an override and the value that it gets.</summary>
    /// <exception cref="InvalidSettingException">It is not of the form <c>Section:Name=value</c>, or the name is unknown.</exception>
    internal static (Setting Setting, string Value) Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? throw new InvalidSettingException($"'{text}' is not of the form Section:Name=value.")
            : (Find(text[..equals].Trim()), text[(equals + 1)..].Trim());
    }
}
