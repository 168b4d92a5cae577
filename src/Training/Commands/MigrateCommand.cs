using System.CommandLine;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe migrate</c>: the schema up to date and nothing else, for those who do that before anything starts.</summary>
internal static class MigrateCommand
{
    internal static Command Create()
    {
        var command = new Command("migrate", "Bring the schema of the database up to date, or make it in an empty one; doing it again changes nothing");
        command.SetAction(async (_, cancellation) =>
        {
            await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
            Console.WriteLine("The schema is up to date.");
            return 0;
        });
        return command;
    }
}
