using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace KDiffE.Domain.Settings;

/// <summary>One hyper-parameter: a property of a section of <see cref="TrainingSettings"/>.</summary>
internal sealed record Setting(PropertyInfo Section, PropertyInfo Property)
{
    /// <summary>The configuration name, <c>Section:Name</c>, for example <c>KDiffE:Layers</c>.</summary>
    internal string Name { get; } = $"{Section.Name}:{Property.Name}";

    /// <summary>The type of its values.</summary>
    internal Type Type => Property.PropertyType;

    /// <summary>The value in <paramref name="settings"/>, as text.</summary>
    internal string Get(TrainingSettings settings) => ToText(Property.GetValue(Section.GetValue(settings)));

    /// <summary>Changes the value in <paramref name="settings"/>.</summary>
    /// <exception cref="InvalidSettingException">The text is no value of the setting.</exception>
    internal void Set(TrainingSettings settings, string text) => Property.SetValue(Section.GetValue(settings), Read(text));

    /// <summary>A value as <see cref="Get"/> writes it.</summary>
    /// <exception cref="InvalidSettingException">The text is no value of the setting.</exception>
    internal string Normalise(string text) => ToText(Read(text));

    /// <summary>What it is and may be.</summary>
    /// <param name="defaults">Every default by section and name, see <see cref="Presets.Whole"/>.</param>
    /// <param name="summaries">What is said of settings.</param>
    internal SettingDescription Describe(JsonElement defaults, SettingSummaries summaries)
    {
        var (type, minimum, maximum, choices) = Rule;
        return new SettingDescription(
            Name, type, defaults.GetProperty(Section.Name).GetProperty(Property.Name), minimum, maximum, choices, summaries.Of(Property));
    }

    private (SettingType Type, double? Minimum, double? Maximum, IReadOnlyList<string>? Choices) Rule
    {
        get
        {
            if (Property.GetCustomAttribute<NumberOrWordAttribute>() is { } rule)
                return (rule.IsWhole ? SettingType.Integer : SettingType.Number, rule.Minimum, rule.Maximum, rule.Words);
            if (Type.IsEnum)
                return (SettingType.Choice, null, null, Enum.GetNames(Type));
            if (Type == typeof(bool))
                return (SettingType.Boolean, null, null, null);
            var range = Property.GetCustomAttribute<RangeAttribute>();
            var (least, most) = (range?.Minimum ?? int.MinValue, range?.Maximum ?? int.MaxValue);
            return (
                Type == typeof(int) ? SettingType.Integer : SettingType.Number,
                Convert.ToDouble(least, CultureInfo.InvariantCulture), Convert.ToDouble(most, CultureInfo.InvariantCulture), null);
        }
    }

    private static string ToText(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private object? Read(string text)
    {
        var value = Parse(text);
        Check(value);
        return value;
    }

    private object? Parse(string text)
    {
        try
        {
            // .NET reads '2\0' as 2, and no database stores it.
            return text.Any(char.IsControl) || (Type.IsEnum && int.TryParse(text, CultureInfo.InvariantCulture, out _))
                ? throw new FormatException()
                : TypeDescriptor.GetConverter(Type).ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
        {
            throw new InvalidSettingException($"{Name} cannot be '{text.Replace('\0', '\uFFFD')}'; expected {Expected}.");
        }
    }

    private string Expected => Type switch
    {
        { IsEnum: true } => string.Join(" | ", Enum.GetNames(Type)),
        _ when Type == typeof(int) || Type == typeof(long) => "a whole number",
        _ when Type == typeof(float) || Type == typeof(double) => "a number",
        _ when Type == typeof(bool) => "true or false",
        _ => Type.Name,
    };

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
