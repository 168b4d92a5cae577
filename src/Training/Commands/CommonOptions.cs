using System.CommandLine;

namespace KDiffE.Training.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    internal static Option<FileInfo?> Json() => new("--json") { Description = "Write the result to this file as JSON", HelpName = "file" };
}
