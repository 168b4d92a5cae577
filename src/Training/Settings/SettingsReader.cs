using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace KDiffE.Training.Settings;

/// <summary>A setting that is unknown, malformed or out of range; the message names it.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);

/// <summary>Reads hyper-parameters: a preset, then overrides of the form <c>KDiffE:Layers=2</c> on top of it.</summary>
internal static class SettingsReader
{
    private static readonly IReadOnlyList<Setting> Known =
    [
        .. from section in typeof(TrainingSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance)
           from property in section.PropertyType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           select new Setting(section, property),
    ];

    /// <summary>The preset with the overrides applied in order.</summary>
    /// <param name="preset">What <see cref="Presets.Read"/> takes.</param>
    /// <param name="overrides">Each <c>Section:Name=value</c>.</param>
    /// <exception cref="InvalidSettingException">A name is unknown or a value does not fit it.</exception>
    internal static TrainingSettings Read(string preset, IEnumerable<string> overrides) =>
        Apply(new TrainingSettings(), [.. Presets.Read(preset), .. overrides]);

    /// <summary>A copy of <paramref name="settings"/> with the overrides applied in order.</summary>
    /// <exception cref="InvalidSettingException">A name is unknown or a value does not fit it.</exception>
    internal static TrainingSettings Apply(TrainingSettings settings, IEnumerable<string> overrides)
    {
        var copy = new TrainingSettings
        {
            KDiffE = settings.KDiffE with { },
            Diffusion = settings.Diffusion with { },
            Contrastive = settings.Contrastive with { },
        };
        foreach (var text in overrides)
            Apply(copy, text);
        return copy;
    }

    /// <summary>Every setting by its configuration name, as text.</summary>
    internal static IReadOnlyDictionary<string, string> Describe(TrainingSettings settings) =>
        Known.ToDictionary(s => s.Name, s => Convert.ToString(s.Get(settings), CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal);

    private static void Apply(TrainingSettings settings, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            throw new InvalidSettingException($"'{text}' is not of the form Section:Name=value.");
        var name = text[..equals].Trim();
        var setting = Known.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidSettingException($"Unknown setting '{name}'; known are {string.Join(", ", Known.Select(s => s.Name))}.");
        setting.Set(settings, text[(equals + 1)..].Trim());
    }

    private sealed record Setting(PropertyInfo Section, PropertyInfo Property)
    {
        internal string Name { get; } = $"{Section.Name}:{Property.Name}";

        internal object? Get(TrainingSettings settings) => Property.GetValue(Section.GetValue(settings));

        internal void Set(TrainingSettings settings, string text)
        {
            var value = Parse(text);
            Check(value);
            Property.SetValue(Section.GetValue(settings), value);
        }

        private object? Parse(string text)
        {
            try
            {
                return Property.PropertyType.IsEnum && int.TryParse(text, CultureInfo.InvariantCulture, out _)
                    ? throw new FormatException()
                    : TypeDescriptor.GetConverter(Property.PropertyType).ConvertFromInvariantString(text);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
            {
                var expected = Property.PropertyType.IsEnum
                    ? string.Join(" | ", Enum.GetNames(Property.PropertyType))
                    : Property.PropertyType.Name;
                throw new InvalidSettingException($"{Name} cannot be '{text}'; expected {expected}.");
            }
        }

        private void Check(object? value)
        {
            var failure = Property.GetCustomAttributes<ValidationAttribute>()
                .FirstOrDefault(rule => !rule.IsValid(value) || value is float.NaN or double.NaN);
            if (failure is null)
                return;
            var allowed = failure is RangeAttribute range
                ? string.Create(CultureInfo.InvariantCulture, $"must be from {range.Minimum} to {range.Maximum}")
                : failure.ErrorMessage;
            throw new InvalidSettingException(string.Create(CultureInfo.InvariantCulture, $"{Name} is {value}, but {allowed}."));
        }
    }
}
