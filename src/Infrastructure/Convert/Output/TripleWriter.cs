using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Output;

/// <summary>Writes the knowledge graph: its triples, and which entity an item is.</summary>
internal sealed class TripleWriter(Conversion conversion)
{
    private readonly AtomicFileWriter _triples = conversion.Create(
        "kg", new RecBoleColumn("head_id", RecBoleType.Token), new RecBoleColumn("relation_id", RecBoleType.Token), new RecBoleColumn("tail_id", RecBoleType.Token));

    private readonly AtomicFileWriter _links = conversion.Create(
        "link", new RecBoleColumn("item_id", RecBoleType.Token), new RecBoleColumn("entity_id", RecBoleType.Token));

    /// <summary>Writes a triple, or reports its row.</summary>
    internal void Write(SourceRows row, string head, string relation, string tail)
    {
        if (!conversion.IsId(row, "head", head) || !conversion.IsId(row, relation, tail))
            return;
        _triples.Add(head);
        _triples.Add(relation);
        _triples.Add(tail);
        _triples.EndRow();
    }

    /// <summary>Says which entity an item is.</summary>
    internal void Link(string item, string entity)
    {
        _links.Add(item);
        _links.Add(entity);
        _links.EndRow();
    }
}
