using System.Text;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Export;

/// <summary>Adds triples of items to the <c>.kg</c> of a RecBole folder, and to its <c>.link</c> the items that were no entity.</summary>
/// <param name="folder">The RecBole folder that the triples are added to, or copied from.</param>
public sealed class ItemTripleFiles(RecBoleFolder folder)
{
    /// <summary>Adds to the folder itself.</summary>
    /// <param name="triples">In the order in which they are to stand; what the folder holds stays before them.</param>
    /// <param name="replace">Whether triples of the same relations may be there, to be dropped.</param>
    /// <param name="cancellationToken">Stops the work; the files are then as they were.</param>
    /// <exception cref="InvalidOperationException">There are such triples, or an item cannot become an entity.</exception>
    /// <exception cref="BadRowsException">Rows of the graph cannot be read.</exception>
    public AddedTriples Add(IReadOnlyList<ItemTriple> triples, bool replace, CancellationToken cancellationToken = default)
    {
        var added = Write(folder.Path, folder.Name, triples, replace, cancellationToken);
        // What was packed is written anew as it is read first: unpacked.
        foreach (var packed in new[] { folder.Links, folder.Triples }.OfType<string>().Where(file => file.EndsWith(FolderFile.Packed, StringComparison.Ordinal)))
            File.Delete(folder.FullPath(packed));
        return added;
    }

    /// <summary>Leaves the folder alone and makes a copy that has the triples.</summary>
    /// <param name="path">A folder that does not exist or is empty; its name becomes that of the files.</param>
    /// <param name="triples">As in <see cref="Add"/>.</param>
    /// <param name="replace">As in <see cref="Add"/>.</param>
    /// <param name="cancellationToken">Stops the work; nothing of the copy stays.</param>
    /// <exception cref="IOException">The new folder holds something already, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There are such triples, or an item cannot become an entity.</exception>
    /// <exception cref="BadRowsException">Rows of the graph cannot be read.</exception>
    public AddedTriples AddToCopy(
        string path, IReadOnlyList<ItemTriple> triples, bool replace, CancellationToken cancellationToken = default)
    {
        using var copy = AtomicFolder.Begin(path);
        foreach (var file in folder.Files.Where(file => file != folder.Links && file != folder.Triples))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = file.StartsWith(folder.Name + '.', StringComparison.Ordinal) ? copy.Name + file[folder.Name.Length..] : file;
            File.Copy(folder.FullPath(file), Path.Combine(copy.Partial, name));
        }

        var added = Write(copy.Partial, copy.Name, triples, replace, cancellationToken);
        copy.Complete();
        return added;
    }

    private AddedTriples Write(
        string path, string name, IReadOnlyList<ItemTriple> triples, bool replace, CancellationToken cancellationToken)
    {
        var relations = triples.Select(triple => triple.Relation).ToHashSet(StringComparer.Ordinal);
        var (entityOf, entities, former) = ReadGraph(relations, cancellationToken);
        if (former > 0 && !replace)
            throw ItemTriple.AlreadyThere(folder.Triples!, former, relations);
        var linked = new List<string[]>();
        foreach (var item in triples.Select(triple => triple.Item).Where(item => !entityOf.ContainsKey(item)).Distinct().ToList())
        {
            if (entities.Contains(ItemTriple.EntityOf(item)))
                throw ItemTriple.NameTaken(item);
            entityOf.Add(item, ItemTriple.EntityOf(item));
            linked.Add([item, entityOf[item]]);
        }

        // Items that share an entity share its triples, and one of each is enough.
        var rows = triples.Select(triple => (Head: entityOf[triple.Item], triple.Relation, triple.Tail)).Distinct().ToList();
        // Links first: without their triples they mean nothing, triples without them would be lost on the items.
        RecBoleFileRewriter.Write(
            FullPath(folder.Links), Path.Combine(path, name + ".link"), ["item_id", "entity_id"], keep: _ => true, linked, cancellationToken);
        RecBoleFileRewriter.Write(
            FullPath(folder.Triples), Path.Combine(path, name + ".kg"), ["head_id", "relation_id", "tail_id"],
            keep: row => !relations.Contains(Encoding.UTF8.GetString(row[row.Find("relation_id")])),
            rows.Select(row => new[] { row.Head, row.Relation, row.Tail }), cancellationToken);
        return new AddedTriples(rows.Count, former, linked.Count);
    }

    /// <summary>The entity of every linked item, all entities, and the number of triples of the relations.</summary>
    private (Dictionary<string, string> EntityOf, HashSet<string> Entities, long Former) ReadGraph(
        HashSet<string> relations, CancellationToken cancellationToken)
    {
        var badRows = new BadRows();
        var reader = new FolderReader(folder, badRows, new FolderNotes(), progress: null, cancellationToken);
        foreach (var _ in reader.ReadEntities().Rows)
        {
            // Read to know their ids.
        }

        var entityOf = reader.ReadLinks().ToDictionary(
            link => reader.Items.Keys[link.Item], link => reader.Entities.Keys[link.Entity], StringComparer.Ordinal);
        var former = reader.ReadTriples().LongCount(triple => relations.Contains(reader.Relations.Keys[triple.Relation]));
        badRows.ThrowIfAny();
        return (entityOf, reader.Entities.Keys.ToHashSet(StringComparer.Ordinal), former);
    }

    private string? FullPath(string? file) => file is null ? null : folder.FullPath(file);
}
