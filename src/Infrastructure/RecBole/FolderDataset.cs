using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Reads a RecBole folder as a <see cref="Dataset"/> to train on.</summary>
public static class FolderDataset
{
    /// <summary>
    /// Reads the folder. Where it brings a split, interactions outside of it are not trained on; their users and
    /// items stay known. The order of the rows in the files does not matter.
    /// </summary>
    /// <param name="path">A folder of RecBole's atomic files.</param>
    /// <param name="name">What its files are called; null for the folder's own name.</param>
    /// <param name="seed">Draws the parts that the folder does not publish.</param>
    /// <param name="positives">What is learnt from; every interaction unless given.</param>
    /// <param name="notes">Hears of what is hardly meant as it stands.</param>
    /// <param name="progress">Hears of the files as they are read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BadRowsException">Rows are bad; the message lists the first with file and line.</exception>
    /// <exception cref="IOException">There is no such folder or it holds no known file.</exception>
    /// <exception cref="InvalidDataException">A packed file is damaged, or a line does not end.</exception>
    public static Dataset Load(
        string path, string? name = null, int seed = 1, Positives? positives = null, FolderNotes? notes = null,
        IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var folder = RecBoleFolder.Open(path, name);
        var badRows = new BadRows();
        var reader = new FolderReader(folder, badRows, notes ?? new FolderNotes(), progress, cancellationToken);
        var builder = new DatasetBuilder(folder.Name) { Positives = positives ?? Positives.All };

        foreach (var user in reader.ReadUsers().Rows)
            builder.AddUser(reader.Users.Keys[user.Index]);
        foreach (var item in reader.ReadItems().Rows)
            builder.AddItem(reader.Items.Keys[item.Index], item.Name);
        AddInteractions(builder, folder, reader, badRows);
        foreach (var _ in reader.ReadEntities().Rows.Concat(reader.ReadRelations().Rows))
        {
            // Read for their errors: training has no use for the names of entities.
        }

        foreach (var link in reader.ReadLinks())
            builder.AddLink(reader.Items.Keys[link.Item], reader.Entities.Keys[link.Entity]);
        foreach (var triple in reader.ReadTriples())
        {
            builder.AddTriple(
                reader.Entities.Keys[triple.Head], reader.Relations.Keys[triple.Relation], reader.Entities.Keys[triple.Tail]);
        }

        foreach (var feature in reader.ReadFeatures())
        {
            var add = builder.AddFeature(feature.Modality, feature.Dim);
            foreach (var row in feature.Rows())
                add(reader.Items.Keys[row.Item], row.Values);
        }

        badRows.ThrowIfAny();
        // A feature's row of nothing but NaN makes an item as well.
        foreach (var item in reader.Items.Keys)
            builder.AddItem(item);
        builder.SortById();
        return builder.Build(seed);
    }

    private static void AddInteractions(DatasetBuilder builder, RecBoleFolder folder, FolderReader reader, BadRows badRows)
    {
        var claimed = new Dictionary<(int User, int Item), SplitPart>();
        var parts = new List<InteractionEvent>();
        var whole = new WholeFile();
        foreach (var row in reader.ReadInteractions())
        {
            var (user, item) = (reader.Users.Keys[row.User], reader.Items.Keys[row.Item]);
            if (!folder.HasSplit)
            {
                Add(row, row.EventType, row.Weight);
            }
            else if (row.Part == SplitPart.None)
            {
                builder.AddUser(user);
                builder.AddItem(item);
                if (!builder.Positives.AreAll)
                    whole.Add(row);
            }
            else if (!claimed.TryAdd((row.User, row.Item), row.Part) && claimed[(row.User, row.Item)] != row.Part)
            {
                badRows.Add(SplitConflict.Describe(row.File, row.Line, user, item, claimed[(row.User, row.Item)]));
            }
            else if (builder.Positives.AreAll)
            {
                Add(row, row.EventType, row.Weight);
            }
            else
            {
                parts.Add(row);
            }
        }

        foreach (var row in parts)
        {
            foreach (var (eventType, rating) in whole.Find(row))
                Add(row, eventType, rating);
        }

        void Add(InteractionEvent row, string? eventType, double? rating) => builder.AddInteraction(
            reader.Users.Keys[row.User], reader.Items.Keys[row.Item], row.Part, row.Time is { } time ? time / 1e6 : double.NaN, eventType, rating);
    }
}
