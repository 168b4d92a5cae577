using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Reads a RecBole folder as a <see cref="Dataset"/> to train on.</summary>
public static class FolderDataset
{
    /// <summary>
    /// Reads the folder. Where it brings a split, interactions outside of it are not trained on; their users and
    /// items stay known.
    /// </summary>
    /// <param name="path">A folder of RecBole's atomic files.</param>
    /// <param name="name">What its files are called; null for the folder's own name.</param>
    /// <param name="seed">Draws the parts that the folder does not publish.</param>
    /// <param name="progress">Hears of the files as they are read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BadRowsException">Rows are bad; the message lists the first with file and line.</exception>
    /// <exception cref="IOException">There is no such folder or it holds no known file.</exception>
    public static Dataset Load(
        string path, string? name = null, int seed = 1, IProgress<FileProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var folder = RecBoleFolder.Open(path, name);
        var badRows = new BadRows();
        var reader = new FolderReader(folder, badRows, progress, cancellationToken);
        var builder = new DatasetBuilder(folder.Name);

        foreach (var user in reader.ReadUsers())
            builder.AddUser(reader.Users.Keys[user.Index]);
        foreach (var item in reader.ReadItems())
            builder.AddItem(reader.Items.Keys[item.Index], item.Name);
        AddInteractions(builder, folder, reader, badRows);
        foreach (var _ in reader.ReadEntities().Concat(reader.ReadRelations()))
        {
            // Read for their errors: training has no use for the names of entities.
        }

        // The database keeps links with their items, so they are taken in the order of the items here as well.
        var links = reader.ReadLinks().ToList();
        foreach (var link in links)
            builder.AddItem(reader.Items.Keys[link.Item]);
        foreach (var link in links.OrderBy(l => l.Item))
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
        return builder.Build(seed);
    }

    private static void AddInteractions(DatasetBuilder builder, RecBoleFolder folder, FolderReader reader, BadRows badRows)
    {
        var claimed = new Dictionary<(int User, int Item), SplitPart>();
        foreach (var row in reader.ReadInteractions())
        {
            var (user, item) = (reader.Users.Keys[row.User], reader.Items.Keys[row.Item]);
            if (folder.HasSplit && row.Part == SplitPart.None)
            {
                builder.AddUser(user);
                builder.AddItem(item);
            }
            else if (folder.HasSplit && !claimed.TryAdd((row.User, row.Item), row.Part) && claimed[(row.User, row.Item)] != row.Part)
            {
                badRows.Add(SplitConflict.Describe(row.File, row.Line, user, item, claimed[(row.User, row.Item)]));
            }
            else
            {
                builder.AddInteraction(user, item, row.Part, row.Time is { } time ? time / 1e6 : double.NaN);
            }
        }
    }
}
