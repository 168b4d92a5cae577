using System.CommandLine;
using System.CommandLine.Parsing;
using KDiffE.Training.Torch;

namespace KDiffE.Training.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    internal static Option<FileInfo?> Json() => new("--json") { Description = "Write the result to this file as JSON", HelpName = "file" };

    /// <summary>A whole number within bounds.</summary>
    internal static Option<int> Whole(string name, int byDefault, int least, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
                result.AddError($"{name} must lie between {least} and {most}, not {value}.");
        });
        return option;
    }

    /// <summary>What <see cref="TorchDevice.Open"/> takes.</summary>
    internal static Option<string> Device()
    {
        var device = new Option<string>("--device") { Description = TorchDevice.Names, DefaultValueFactory = _ => TorchDevice.Auto };
        device.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !TorchDevice.IsName(name))
                result.AddError($"--device is '{name}', but must be one of {TorchDevice.Names}.");
        });
        return device;
    }

    /// <summary>Refuses a whole number below 1.</summary>
    internal static void AtLeastOne(OptionResult result)
    {
        if (result.GetValueOrDefault<int>() is var value and < 1)
            result.AddError($"{result.Option.Name} is {value}, but must be at least 1.");
    }
}
