using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KDiffE.Infrastructure.Prune;
using KDiffE.Training.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe prune</c>: takes rows out of the database that are of no use any more.</summary>
internal static class PruneCommand
{
    internal static Command Create()
    {
        var before = new Option<DateTimeOffset?>("--before")
        {
            Description = "Interactions before this day (UTC), as 2024-01-31; those without a time stay",
            HelpName = "date",
            CustomParser = ParseDay,
        };
        var features = new Option<string?>("--features") { Description = "The features of this modality, of all items", HelpName = "modality" };
        var orphans = new Option<bool>("--orphans")
        {
            Description = "Users, items, entities and relations that no file declared and nothing refers to",
        };
        var yes = new Option<bool>("--yes") { Description = "Delete them; without it they are only counted" };
        var json = CommonOptions.Json();
        var command = new Command("prune", "Delete old interactions, features, or rows that nothing refers to; counts them unless --yes is given")
        {
            before, features, orphans, yes, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(before) is null && result.GetValue(features) is null && !result.GetValue(orphans))
                result.AddError("--before, --features or --orphans is needed.");
        });
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
            var request = new PruneRequest(arguments.GetValue(before), arguments.GetValue(features), arguments.GetValue(orphans));
            var report = await services.GetRequiredService<CatalogPruning>().PruneAsync(request, arguments.GetValue(yes), cancellation);
            foreach (var table in report.Tables)
                Console.WriteLine($"{table.Table,-14} {table.Deleted,11:N0} {(report.Done ? "deleted" : "to delete")} {table.Kept,11:N0} kept");
            Console.WriteLine(report.Done ? "Done." : "Nothing was deleted; --yes deletes.");
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            return 0;
        });
        return command;
    }

    private static DateTimeOffset? ParseDay(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day))
            return day;
        result.AddError($"--before is '{text}', but must be a day such as 2024-01-31.");
        return null;
    }
}
