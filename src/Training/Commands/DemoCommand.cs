using System.CommandLine;
using KDiffE.Training.Demo;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe demo</c>: a seeded catalogue with planted structure, as a RecBole folder.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder to make; its name becomes the dataset's." };
        var users = CommonOptions.Whole("--users", DemoFolder.DefaultUsers, DemoFolder.MinUsers, DemoFolder.MaxUsers, "Users to make.");
        var items = CommonOptions.Whole("--items", DemoFolder.DefaultItems, DemoFolder.MinItems, DemoFolder.MaxItems, "Items to make.");
        var seed = new Option<ulong>("--seed") { Description = "Of every random choice; the same seed gives the same bytes.", DefaultValueFactory = _ => DemoFolder.DefaultSeed };
        var import = new Option<bool>("--import") { Description = "Bring it into the database too." };

        var command = new Command("demo", "Make a demo catalogue of invented films: users with known tastes, items, a knowledge graph.")
        {
            folder, users, items, seed, import,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(folder)!, parsed.GetValue(users), parsed.GetValue(items), parsed.GetValue(seed), parsed.GetValue(import), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, int users, int items, ulong seed, bool import, CancellationToken cancellation)
    {
        var interactions = DemoFolder.Write(folder, users, items, seed);
        Console.WriteLine($"{folder}: {users} users, {items} items, {interactions} interactions");
        return import ? await ImportCommand.RunAsync(folder, name: null, strict: true, replace: false, json: null, cancellation) : 0;
    }
}
