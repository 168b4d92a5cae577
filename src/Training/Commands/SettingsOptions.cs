using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Commands;

/// <summary>The options that choose hyper-parameters: a preset, overrides, and short forms of the common ones.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<string> _preset = new("--preset")
    {
        Description = $"{string.Join(" | ", Presets.Names)}, or a JSON file",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Override settings, for example --set KDiffE:Layers=2 KDiffE:Dim=128",
        HelpName = "Name=value",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> _epochs = new("--epochs") { Description = "KDiffE:Epochs, the most epochs" };
    private readonly Option<int?> _patience = new("--patience") { Description = "KDiffE:Patience, evaluations without a better one" };
    private readonly Option<int?> _seed = new("--seed") { Description = "KDiffE:Seed" };

    /// <param name="command">Gets the options.</param>
    /// <param name="epochs">Epochs where none are asked for; null for those of the preset.</param>
    /// <param name="preset">The preset where none is asked for.</param>
    internal SettingsOptions(Command command, int? epochs = null, string preset = Presets.Default)
    {
        _preset.DefaultValueFactory = _ => preset;
        if (epochs is not null)
            _epochs.DefaultValueFactory = _ => epochs;
        command.Options.Add(_preset);
        command.Options.Add(_set);
        command.Options.Add(_epochs);
        command.Options.Add(_patience);
        command.Options.Add(_seed);
    }

    internal string Preset(ParseResult arguments) => Preset(arguments.CommandResult);

    internal string Preset(CommandResult arguments) => arguments.GetValue(_preset)!;

    /// <exception cref="InvalidSettingException">A name is unknown or a value does not fit it.</exception>
    internal TrainingSettings Read(ParseResult arguments) => SettingsReader.Read(Preset(arguments), Overrides(arguments));

    /// <summary>What is set besides the preset, each <c>Section:Name=value</c>.</summary>
    internal IReadOnlyList<string> Overrides(ParseResult arguments)
    {
        var overrides = new List<string>(arguments.GetValue(_set) ?? []);
        Append(nameof(KDiffESettings.Epochs), arguments.GetValue(_epochs));
        Append(nameof(KDiffESettings.Patience), arguments.GetValue(_patience));
        Append(nameof(KDiffESettings.Seed), arguments.GetValue(_seed));
        return overrides;

        void Append(string name, int? value)
        {
            if (value is { } number)
                overrides.Add(string.Create(CultureInfo.InvariantCulture, $"KDiffE:{name}={number}"));
        }
    }
}
