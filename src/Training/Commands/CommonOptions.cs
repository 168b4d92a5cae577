using System.CommandLine;
using System.CommandLine.Parsing;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Torch;

namespace KDiffE.Training.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    internal static Option<FileInfo?> Json()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Write the result to this file as JSON", HelpName = "file" };
        json.Validators.Add(Writable);
        return json;
    }

    /// <summary>Refuses a file that could not be made when the work is done.</summary>
    internal static void Writable(OptionResult result)
    {
        try
        {
            // One that is there may be a terminal or a pipe.
            if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } file)
                WritableFolder.Check(file.DirectoryName!, result.Option.Name);
        }
        catch (IOException error)
        {
            result.AddError(error.Message);
        }
    }

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
