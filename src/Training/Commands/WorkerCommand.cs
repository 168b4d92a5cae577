using System.CommandLine;
using KDiffE.Training.Worker;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe worker</c>: works on the training runs of the database until it is stopped.</summary>
internal static class WorkerCommand
{
    internal static Command Create()
    {
        var command = new Command("worker", "Work on the training runs of the database until stopped");
        command.SetAction(async (_, cancellation) =>
        {
            await WorkerHost.RunAsync(cancellation);
            // A worker that ends itself says so there.
            return Environment.ExitCode;
        });
        return command;
    }
}
