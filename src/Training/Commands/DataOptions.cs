using System.CommandLine;
using System.CommandLine.Parsing;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Infrastructure.Replicas;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary>The options that say where a command reads its data, and the reading.</summary>
internal sealed class DataOptions
{
    private readonly Option<DirectoryInfo?> _folder = new("--data") { Description = "RecBole folder to read", HelpName = "folder" };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the files in the folder; the folder's own name unless given" };
    private readonly Option<bool>? _fromDatabase;
    private readonly EventOptions? _positives;

    /// <param name="command">Gets the options.</param>
    /// <param name="orDatabase">Whether <c>--from-db</c> is offered besides.</param>
    /// <param name="learns">Whether the command looks at interactions, so that it matters which are positives.</param>
    internal DataOptions(Command command, bool orDatabase = false, bool learns = true)
    {
        command.Options.Add(_folder);
        command.Options.Add(_name);
        if (orDatabase)
        {
            _fromDatabase = new("--from-db") { Description = "Read one consistent cut of the database instead of a folder" };
            command.Options.Add(_fromDatabase);
        }

        if (learns)
            _positives = new EventOptions(command);

        command.Validators.Add(result =>
        {
            var folder = result.GetValue(_folder);
            if (folder is null == !IsDatabase(result))
                result.AddError(_fromDatabase is null ? "--data <folder> is needed." : "Either --data <folder> or --from-db is needed.");
        });
    }

    /// <summary>Whether the database is asked for, not a folder.</summary>
    internal bool IsDatabase(CommandResult arguments) => _fromDatabase is not null && arguments.GetValue(_fromDatabase);

    /// <summary>The folder that is asked for.</summary>
    internal RecBoleFolder OpenFolder(ParseResult arguments) =>
        RecBoleFolder.Open(arguments.GetValue(_folder)!.FullName, arguments.GetValue(_name));

    /// <summary>
    /// Reads the data. Where none is published, the hold-out is the same for every command, seed of a training and worker:
    /// what one has learnt shall not become what another is measured by.
    /// </summary>
    internal async Task<Dataset> LoadAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var positives = _positives?.Read(arguments) ?? Positives.All;
        if (!IsDatabase(arguments.CommandResult))
            return await LoadFolderAsync(arguments.GetValue(_folder)!.FullName, arguments.GetValue(_name), positives, cancellation);

        await using var services = await CommandServices.OpenDatabaseAsync(cancellation);
        return await services.GetRequiredService<ReadRouter>().ReadAsync(
            Freshness.Current,
            (server, stop) => DatabaseDataset.LoadAsync(server.DataSource, arguments.GetValue(_name) ?? "database", positives: positives, cancellationToken: stop),
            cancellation);
    }

    /// <summary>Reads a folder, and says on the console what in it is hardly meant as it stands.</summary>
    internal static async Task<Dataset> LoadFolderAsync(string folder, string? name, Positives positives, CancellationToken cancellation)
    {
        var notes = new FolderNotes();
        try
        {
            return FolderDataset.Load(folder, name, positives: positives, notes: notes, cancellationToken: cancellation);
        }
        finally
        {
            foreach (var note in notes.All)
                await Console.Error.WriteLineAsync(note);
        }
    }
}
