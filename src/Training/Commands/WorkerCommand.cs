using System.CommandLine;
using KDiffE.Training.Worker;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe worker</c>: works on the training runs of the database until it is stopped, or has none any more.</summary>
internal static class WorkerCommand
{
    internal static Command Create()
    {
        var idle = new Option<int?>("--idle-exit")
        {
            Description = "End once no run was to be had for this many seconds; never unless given",
            HelpName = "seconds",
        };
        idle.Validators.Add(CommonOptions.AtLeastOne);
        var command = new Command("worker", "Work on the training runs of the database until stopped") { idle };
        command.SetAction(async (arguments, cancellation) =>
        {
            await WorkerHost.RunAsync(arguments.GetValue(idle) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, cancellation);
            // A worker that ends itself says so there.
            return Environment.ExitCode;
        });
        return command;
    }
}
