using System.CommandLine;
using System.CommandLine.Parsing;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.Hosting;
using Npgsql;

namespace KDiffE.Training.Commands;

/// <summary>Runs a command and turns what goes wrong into one line and an exit code: 0, 1 failed, 2 bad usage.</summary>
internal static class CommandLine
{
    // After Ctrl-C a command may still finish what it keeps, such as the best epoch so far.
    private static readonly InvocationConfiguration Invocation = new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
    };

    internal static async Task<int> RunAsync(string[] args)
    {
        var arguments = Root().Parse(args);
        if (arguments.Errors.Count > 0)
        {
            foreach (var error in arguments.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"Try 'kdiffe {PathOf(arguments.CommandResult)}--help'.");
            return 2;
        }

        try
        {
            return await arguments.InvokeAsync(Invocation);
        }
        catch (InvalidSettingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Cancelled; nothing was kept.");
            return 1;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            await Console.Error.WriteLineAsync($"The database has no such table ({e.MessageText}); 'kdiffe import' and the start of the API make those of KDiffE.");
            return 1;
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            await Failure.TellAsync(e);
            return 1;
        }
    }

    /// <summary>The names of a command below the root, each followed by a space.</summary>
    private static string PathOf(SymbolResult? command) => command?.Parent is null ? "" : $"{PathOf(command.Parent)}{((CommandResult)command).Command.Name} ";

    private static RootCommand Root() => new("KDiffE: train, evaluate and publish recommendation models")
    {
        ConvertCommand.Create(),
        ImportCommand.Create(),
        ExportCommand.Create(),
        PruneCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        BaselinesCommand.Create(),
        TuneCommand.Create(),
        AblateCommand.Create(),
        PaperCommand.Create(),
        BenchCommand.Create(),
        SimilarityCommand.Create(),
        new Command("kg", "Work on the knowledge graph") { KgFromFeaturesCommand.Create() },
        DemoCommand.Create(),
        MigrateCommand.Create(),
        KeysCommand.Create(),
        DoctorCommand.Create(),
        WorkerCommand.Create(),
    };
}
