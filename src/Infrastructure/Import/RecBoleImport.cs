using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using Npgsql;

namespace KDiffE.Infrastructure.Import;

/// <summary>Brings a RecBole folder into the database, in one transaction: whatever ends it early leaves nothing.</summary>
public sealed class RecBoleImport(NpgsqlDataSource dataSource)
{
    /// <summary>Reads the folder in a stream and merges it into what is there, or puts it in its place.</summary>
    /// <param name="path">A folder of RecBole's atomic files.</param>
    /// <param name="name">What its files are called; null for the folder's own name.</param>
    /// <param name="strict">Whether a single bad row refuses the whole folder.</param>
    /// <param name="replace">Whether what the folder does not have goes. It is strict then: a bad row would go as well.</param>
    /// <param name="progress">Hears of the files as they are read and of the tables as they are filled.</param>
    /// <param name="cancellationToken">Stops the import; nothing of it stays.</param>
    /// <exception cref="BadRowsException">The import is strict and there is a bad row.</exception>
    /// <exception cref="InvalidOperationException">The folder is to replace everything and holds no row.</exception>
    /// <exception cref="InvalidDataException">A packed file is damaged, or a line does not end.</exception>
    /// <exception cref="IOException">There is no such folder or it holds no known file.</exception>
    public async Task<ImportReport> ImportAsync(
        string path, string? name = null, bool strict = false, bool replace = false, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        var folder = RecBoleFolder.Open(path, name);
        var badRows = new BadRows();
        var notes = new FolderNotes();
        var reader = new FolderReader(folder, badRows, notes, progress is null ? null : new ReadingProgress(progress), cancellationToken);

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, SessionSettings.Bulk, cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockKey.Import})", cancellationToken);
        await ExecuteAsync(connection, StagingTables.Create, cancellationToken);
        // Parsing and COPY are one synchronous stream; it looks at the cancellation token as it goes.
        await Task.Run(new StagingTables(connection, folder, reader).Fill, cancellationToken);
        await ExecuteAsync(connection, StagingTables.Analyze, cancellationToken);
        if (folder.HasSplit)
            await RemoveSplitConflictsAsync(connection, folder, reader, badRows, cancellationToken);
        if (!replace)
            await RemoveOtherSizesAsync(connection, folder, badRows, cancellationToken);
        if (strict || replace)
            badRows.ThrowIfAny();
        if (replace && reader.Rows.All(file => file.Rows == 0))
            throw new InvalidOperationException($"{path} holds no row; it cannot replace what the database has.");

        var tables = await MergeAsync(connection, folder, replace, progress, cancellationToken);
        await ExecuteAsync(connection, MergeStatements.Analyze, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        return new ImportReport(
            folder.Name,
            [.. reader.Rows.Select(f => new FileReport(f.File, badRows.Sound(f.File, f.Rows), badRows.In(f.File), badRows.FirstIn(f.File)))],
            tables, badRows.Count, badRows.First, notes.All, watch.Elapsed.TotalSeconds);
    }

    private static async Task<List<TableReport>> MergeAsync(
        NpgsqlConnection connection, RecBoleFolder folder, bool replace, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var events = "staged_interactions";
        if (folder.HasSplit && folder.Interactions.Any(f => f.Part == SplitPart.None))
        {
            await ExecuteAsync(connection, InteractionRules.JoinWholeFile, cancellationToken);
            events = "staged_events";
        }

        var merges = MergeStatements.All(events, replace);
        var tables = new List<TableReport>();
        foreach (var merge in merges)
            tables.Add(await MergeAsync(connection, merge, progress, cancellationToken));
        // The other way round, so that no row goes along with another and is not counted.
        for (var i = merges.Count - 1; replace && i >= 0; i--)
            tables[i] = tables[i] with { Deleted = await ExecuteAsync(connection, merges[i].Delete, cancellationToken) };
        return tables;
    }

    private static async Task<TableReport> MergeAsync(
        NpgsqlConnection connection, MergeStatements merge, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        await using var count = Command(connection, $"select count(*) from {merge.Staged}");
        var staged = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        if (staged > 0)
            progress?.Report(new ImportProgress(merge.Table, staged, Fraction: null, Done: false));
        if (merge.First is not null)
            await ExecuteAsync(connection, merge.First, cancellationToken);
        var foreignKeys = merge.IsLarge && staged > 0
            ? await ForeignKeys.TakeOffAsync(connection, merge.Table, cancellationToken)
            : [];
        var inserted = await ExecuteAsync(connection, merge.Insert, cancellationToken);
        foreach (var foreignKey in foreignKeys)
            await ExecuteAsync(connection, foreignKey, cancellationToken);
        // Where every row was new there is nothing to change.
        var updated = merge.Update is null || inserted == staged
            ? 0
            : await ExecuteAsync(connection, merge.Update, cancellationToken);
        if (merge.Then is not null)
            await ExecuteAsync(connection, merge.Then, cancellationToken);
        return new TableReport(merge.Table, inserted, updated, staged - inserted - updated);
    }

    private static async Task RemoveSplitConflictsAsync(
        NpgsqlConnection connection, RecBoleFolder folder, FolderReader reader, BadRows badRows, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, InteractionRules.RemoveSplitConflicts);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var file = folder.Interactions.First(f => f.Part == ((StoredSplit)rows.GetInt16(0)).ToPart()).File;
            badRows.Add(SplitConflict.Describe(
                file, rows.GetInt64(1), reader.Users.Keys[rows.GetInt32(2)], reader.Items.Keys[rows.GetInt32(3)],
                ((StoredSplit)rows.GetInt16(4)).ToPart()));
        }
    }

    private static async Task RemoveOtherSizesAsync(
        NpgsqlConnection connection, RecBoleFolder folder, BadRows badRows, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, StagingTables.RemoveOtherSizes);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var modality = rows.GetString(0);
            badRows.Refuse(new BadRow(
                folder.Features.First(f => f.Modality == modality).File, 0, Column: null,
                $"has {rows.GetInt32(1)} values per item where item '{rows.GetString(3)}', which is not in it, has {rows.GetInt32(2)} in the database; "
                + "--replace or 'kdiffe prune --features' takes those away"));
        }
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { CommandTimeout = 0 };

    private sealed class ReadingProgress(IProgress<ImportProgress> progress) : IProgress<FileProgress>
    {
        public void Report(FileProgress value) => progress.Report(new ImportProgress(
            value.File, value.Rows, value.TotalBytes == 0 ? 1 : (double)value.Bytes / value.TotalBytes, value.Done));
    }
}
