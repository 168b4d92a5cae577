using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace KDiffE.Training.Settings;

/// <summary>A setting that is unknown, malformed or out of range; the message names it.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);

/// <summary>Presets, and overrides of the form <c>KDiffE:Layers=2</c> on top of them.</summary>
internal static class SettingsReader
{
    private const string Section = "KDiffE";

    internal static IReadOnlyDictionary<string, KDiffESettings> Presets { get; } = new Dictionary<string, KDiffESettings>(StringComparer.Ordinal)
    {
        ["default"] = new KDiffESettings(),
        ["paper"] = new KDiffESettings
        {
            SelfLoops = true,
            LayerCombination = LayerCombination.Sum,
            Loss = RankingLoss.Bpr,
            NormExponent = "1",
            Batch = 1024,
            LearningRate = 1e-3f,
            L2 = 1e-5f,
        },
    };

    /// <summary>The preset with the overrides applied in order.</summary>
    /// <exception cref="InvalidSettingException">A name is unknown or a value does not fit it.</exception>
    internal static KDiffESettings Read(string preset, IEnumerable<string> overrides)
    {
        if (!Presets.TryGetValue(preset, out var settings))
            throw new InvalidSettingException($"Unknown preset '{preset}'; there are {string.Join(", ", Presets.Keys)}.");
        settings = settings with { };
        foreach (var text in overrides)
            Apply(settings, text);
        return settings;
    }

    /// <summary>Every setting by its configuration name, as text.</summary>
    internal static IReadOnlyDictionary<string, string> Describe(KDiffESettings settings) =>
        Properties.ToDictionary(p => $"{Section}:{p.Name}", p => Convert.ToString(p.GetValue(settings), CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal);

    private static PropertyInfo[] Properties { get; } =
        typeof(KDiffESettings).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static void Apply(KDiffESettings settings, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            throw new InvalidSettingException($"'{text}' is not of the form {Section}:Name=value.");
        var name = text[..equals].Trim();
        var property = Array.Find(Properties, p => string.Equals($"{Section}:{p.Name}", name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidSettingException(
                $"Unknown setting '{name}'; known are {string.Join(", ", Properties.Select(p => $"{Section}:{p.Name}"))}.");
        property.SetValue(settings, ParseValue(property, text[(equals + 1)..].Trim()));
        Check(settings, property);
    }

    private static object? ParseValue(PropertyInfo property, string text)
    {
        try
        {
            return property.PropertyType.IsEnum && int.TryParse(text, CultureInfo.InvariantCulture, out _)
                ? throw new FormatException()
                : TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
        {
            var expected = property.PropertyType.IsEnum
                ? string.Join(" | ", Enum.GetNames(property.PropertyType))
                : property.PropertyType.Name;
            throw new InvalidSettingException($"{Section}:{property.Name} cannot be '{text}'; expected {expected}.");
        }
    }

    private static void Check(KDiffESettings settings, PropertyInfo property)
    {
        var value = property.GetValue(settings);
        var failure = property.GetCustomAttributes<ValidationAttribute>()
            .FirstOrDefault(rule => !rule.IsValid(value) || value is float.NaN or double.NaN);
        if (failure is null)
            return;
        var allowed = failure is RangeAttribute range
            ? string.Create(CultureInfo.InvariantCulture, $"must be from {range.Minimum} to {range.Maximum}")
            : failure.ErrorMessage;
        throw new InvalidSettingException(string.Create(CultureInfo.InvariantCulture, $"{Section}:{property.Name} is {value}, but {allowed}."));
    }
}
