using System.CommandLine;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Export.Embeddings;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe export embeddings</c>: the embeddings of a snapshot as files of other programs.</summary>
internal static class ExportEmbeddingsCommand
{
    private static readonly Dictionary<string, EmbeddingFormat> Formats = new(StringComparer.Ordinal)
    {
        ["parquet"] = EmbeddingFormat.Parquet,
        ["npy"] = EmbeddingFormat.Npy,
        ["pgvector-sql"] = EmbeddingFormat.PgvectorSql,
    };

    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder to make" };
        var snapshot = new Option<FileInfo>("--snapshot") { Description = "Whose embeddings", HelpName = "file", Required = true };
        var format = new Option<string>("--format") { Description = "What to write", DefaultValueFactory = _ => "parquet" };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var command = new Command("embeddings", "Write a snapshot's embeddings as Parquet, NumPy or a script for PostgreSQL with pgvector") { folder, snapshot, format };
        command.SetAction(async (arguments, cancellation) =>
        {
            using var opened = SnapshotFile.Open(arguments.GetValue(snapshot)!.FullName);
            var files = await ConsoleProgress.RunAsync("Exporting", progress => EmbeddingExport.WriteAsync(
                opened, arguments.GetValue(folder)!, Formats[arguments.GetValue(format)!], new ExportCommand.FileSteps(progress), cancellation));
            foreach (var file in files)
                Console.WriteLine($"{file.File,-30} {file.Rows,11:N0} rows");
            Console.WriteLine($"Exported snapshot {opened.Metadata.Version} to {arguments.GetValue(folder)}.");
            return 0;
        });
        return command;
    }
}
