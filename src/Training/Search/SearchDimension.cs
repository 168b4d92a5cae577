using System.Globalization;
using System.Text.Json;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Search;

/// <summary>The values among which one setting is searched.</summary>
/// <param name="Setting">The setting that is searched.</param>
/// <param name="Declared">The values as the space declares them.</param>
internal abstract record SearchDimension(Setting Setting, JsonElement Declared)
{
    private const string Uniform = "uniform";
    private const string LogUniform = "log_uniform";

    /// <summary>A value, as <see cref="SettingsReader.Describe"/> writes it.</summary>
    internal abstract string Draw(SeededRandom random);

    /// <summary>Reads a list of values, or a range to draw from uniformly or uniformly in the logarithm.</summary>
    /// <exception cref="InvalidSettingException">It is neither, or a value does not fit the setting; the message names it.</exception>
    internal static SearchDimension Parse(string name, JsonElement declared)
    {
        var setting = SettingsReader.Find(name);
        if (declared.ValueKind == JsonValueKind.Array && declared.GetArrayLength() > 0)
            return new ValueList(setting, declared, [.. declared.EnumerateArray().Select(value => setting.Normalise(value.ToString()))]);
        if (declared.ValueKind == JsonValueKind.Object && declared.GetPropertyCount() == 1
            && declared.EnumerateObject().Single() is { Name: Uniform or LogUniform } range)
            return ParseRange(setting, declared, range);
        throw new InvalidSettingException(
            $"{setting.Name} needs a list of values, {{\"{Uniform}\": [low, high]}} or {{\"{LogUniform}\": [low, high]}}, not {declared.GetRawText()}.");
    }

    private static ValueRange ParseRange(Setting setting, JsonElement declared, JsonProperty range)
    {
        if (setting.Type != typeof(int) && setting.Type != typeof(float) && setting.Type != typeof(double))
            throw new InvalidSettingException($"{setting.Name} is not a number: it needs a list of values, not {declared.GetRawText()}.");
        var ends = range.Value.ValueKind == JsonValueKind.Array ? range.Value.EnumerateArray().ToArray() : [];
        if (ends.Length != 2 || !ends.All(end => end.ValueKind == JsonValueKind.Number))
            throw new InvalidSettingException($"{setting.Name} needs a lower and an upper end, not {declared.GetRawText()}.");
        foreach (var end in ends)
            setting.Normalise(end.ToString());
        var (low, high, logarithmic) = (ends[0].GetDouble(), ends[1].GetDouble(), range.Name == LogUniform);
        if (low >= high || (logarithmic && low <= 0))
            throw new InvalidSettingException($"{setting.Name}: the ends of {declared.GetRawText()} must rise{(logarithmic ? " and be positive" : "")}.");
        return new ValueRange(setting, declared, low, high, logarithmic);
    }

    /// <summary>One of some values, each as likely.</summary>
    private sealed record ValueList(Setting Setting, JsonElement Declared, IReadOnlyList<string> Values)
        : SearchDimension(Setting, Declared)
    {
        internal override string Draw(SeededRandom random) => random.Pick(Values);
    }

    /// <summary>A number between two ends: a whole one where the setting is, else with four significant digits.</summary>
    private sealed record ValueRange(Setting Setting, JsonElement Declared, double Low, double High, bool Logarithmic)
        : SearchDimension(Setting, Declared)
    {
        internal override string Draw(SeededRandom random)
        {
            var share = random.Fraction();
            var value = Logarithmic ? Low * Math.Pow(High / Low, share) : Low + (share * (High - Low));
            var rounded = Setting.Type == typeof(int)
                ? Math.Round(value)
                : double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            return Setting.Normalise(Math.Clamp(rounded, Low, High).ToString(CultureInfo.InvariantCulture));
        }
    }
}
